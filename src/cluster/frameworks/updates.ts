import type { TaskStatus } from '../framework-port.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { updateOf } from './status-of.ts';

/** As in Mesos: again after 10 seconds, then after twice as long each time, up to 10 minutes. */
const firstAgain = 10_000;
const longestAgain = 600_000;

interface Sent {
  readonly uuid: string;
  readonly timer: NodeJS.Timeout;
}

/** Tells frameworks what became of their tasks, one update of a task at a time, until each is acknowledged. */
export class Updates {
  readonly #sent = new Map<string, Sent>();
  readonly #send: (frameworkId: string, status: TaskStatus) => void;
  readonly #now: (id: string) => TaskRecord | undefined;

  /** @param now  the task as it is, ended ones too; @param send  to whoever is connected */
  constructor(now: (id: string) => TaskRecord | undefined, send: (frameworkId: string, status: TaskStatus) => void) {
    this.#now = now;
    this.#send = send;
  }

  /** Sends the oldest update of the task unless it is on its way already. */
  next(task: TaskRecord): void {
    const [first] = task.updates;
    const sent = this.#sent.get(task.id);
    if (first !== undefined && sent?.uuid === first.uuid) return;
    clearTimeout(sent?.timer);
    this.#sent.delete(task.id);
    if (first !== undefined) this.#tell(task.id, first.uuid, firstAgain);
  }

  /** The framework is connected anew: what it was told before may be lost. */
  again(tasks: Iterable<TaskRecord>): void {
    for (const task of tasks) {
      this.forget(task.id);
      this.next(task);
    }
  }

  forget(id: string): void {
    clearTimeout(this.#sent.get(id)?.timer);
    this.#sent.delete(id);
  }

  close(): void {
    for (const { timer } of this.#sent.values()) clearTimeout(timer);
    this.#sent.clear();
  }

  #tell(id: string, uuid: string, again: number): void {
    const task = this.#now(id);
    const update = task?.updates[0];
    if (task === undefined || update?.uuid !== uuid) {
      this.forget(id);
      return;
    }
    const timer = setTimeout(() => this.#tell(id, uuid, Math.min(2 * again, longestAgain)), again).unref();
    this.#sent.set(id, { uuid, timer });
    this.#send(task.framework, updateOf(task, update));
  }
}
