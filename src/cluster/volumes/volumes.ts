import { isOver } from '../rules/task-life.ts';
import type { VolumeRecord } from '../store/volumes.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

/** All volumes and who has them; who follows them hears of each agent whose volumes are others. */
export class Volumes {
  readonly #byId = new Map<string, VolumeRecord>();
  readonly #byAgent = new Map<string, readonly VolumeRecord[]>();
  /** Of a volume, the id of the task that has it. */
  readonly #users = new Map<string, string>();
  readonly #changed: (agent: string) => void;

  constructor(changed: (agent: string) => void) {
    this.#changed = changed;
  }

  load(records: readonly VolumeRecord[]): void {
    for (const record of records) this.#byId.set(record.id, record);
    for (const [agent, all] of Map.groupBy(records, (one) => one.agent)) this.#byAgent.set(agent, all);
  }

  all(): IterableIterator<VolumeRecord> {
    return this.#byId.values();
  }

  on(agent: string): readonly VolumeRecord[] {
    return this.#byAgent.get(agent) ?? none;
  }

  find(id: string): VolumeRecord | undefined {
    return this.#byId.get(id);
  }

  /** A new one, or what is new of a known one. */
  set(record: VolumeRecord): void {
    this.#byId.set(record.id, record);
    this.#put(record.agent, [...this.on(record.agent).filter(({ id }) => id !== record.id), record]);
  }

  remove({ id, agent }: Pick<VolumeRecord, 'id' | 'agent'>): void {
    this.#byId.delete(id);
    this.#users.delete(id);
    this.#put(
      agent,
      this.on(agent).filter((one) => one.id !== id),
    );
  }

  /** The task that has it, or is to have it. */
  userOf(id: string): string | undefined {
    return this.#users.get(id);
  }

  /** A task has them all, or none of them where one is another's. @returns the one that is another's */
  claim(task: string, ids: readonly string[]): string | undefined {
    const taken = ids.find((id) => (this.#users.get(id) ?? task) !== task);
    if (taken === undefined) for (const id of ids) this.#users.set(id, task);
    return taken;
  }

  release(task: string, ids: readonly string[]): void {
    for (const id of ids) if (this.#users.get(id) === task) this.#users.delete(id);
  }

  /** A task that goes on has its volumes, one that is over has none. */
  follow(task: TaskRecord): void {
    if (task.volumes === undefined) return;
    const ids = task.volumes.map(({ id }) => id);
    if (isOver(task)) this.release(task.id, ids);
    else this.claim(task.id, ids);
  }

  #put(agent: string, records: readonly VolumeRecord[]): void {
    if (records.length > 0) this.#byAgent.set(agent, records);
    else this.#byAgent.delete(agent);
    this.#changed(agent);
  }
}

const none: readonly VolumeRecord[] = [];
