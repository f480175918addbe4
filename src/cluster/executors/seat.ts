import type { ExecutorSink } from '../framework-port.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

/** An executor that has subscribed: where it listens, and of which tasks it has heard there. */
export class Seat {
  readonly sink: ExecutorSink;
  readonly #told = new Set<string>();

  constructor(sink: ExecutorSink) {
    this.sink = sink;
  }

  /** It knows of the task, by an earlier connection. */
  knows(task: TaskRecord): void {
    this.#told.add(task.id);
  }

  /** Once for each connection. */
  launch(task: TaskRecord): void {
    if (this.#told.has(task.id) || task.executed === undefined) return;
    this.#told.add(task.id);
    this.sink.launch(Buffer.from(task.executed.info, 'base64'));
  }

  kill({ frameworkTask }: TaskRecord, graceSeconds: number | null): void {
    this.sink.kill(frameworkTask, graceSeconds === null ? null : graceSeconds * 1000);
  }
}
