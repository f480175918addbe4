import { type Command, type Database, type Logger, StaleBatch } from '../../platform/index.ts';
import { isOver } from '../rules/task-life.ts';
import { findTask, liveTasks, updateTask } from '../store/tasks.ts';
import type { Holdings } from './holdings.ts';
import type { TaskRecord } from './task-record.ts';
import { withUpdate } from './with-update.ts';

const mostTries = 20;

/** Hears of a task that has changed, once that is stored. */
export type Watcher = (task: TaskRecord, before: TaskRecord) => void;

/**
 * The tasks that have not ended, as they are stored, and those whose framework has not acknowledged all that it was told.
 * Changes of one task come one after the other.
 */
export class LiveTasks {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #holdings: Holdings;
  readonly #tasks = new Map<string, TaskRecord>();
  readonly #unacknowledged = new Map<string, TaskRecord>();
  readonly #ofAccount = new Map<string, number>();
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #watchers = new Set<Watcher>();

  constructor({ database, log }: { readonly database: Database; readonly log: Logger }, holdings: Holdings) {
    this.#database = database;
    this.#log = log;
    this.#holdings = holdings;
  }

  /** @returns what ends it */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async load(): Promise<readonly TaskRecord[]> {
    for await (const task of liveTasks(this.#database.read)) this.#set(task);
    return [...this.#tasks.values()];
  }

  get(id: string): TaskRecord | undefined {
    return this.#tasks.get(id);
  }

  /** One that has ended too, while its framework has not acknowledged it. */
  find(id: string): TaskRecord | undefined {
    return this.#tasks.get(id) ?? this.#unacknowledged.get(id);
  }

  /** Those too that have ended, while their framework has not acknowledged it. */
  *known(): Generator<TaskRecord> {
    yield* this.#tasks.values();
    yield* this.#unacknowledged.values();
  }

  all(): IterableIterator<TaskRecord> {
    return this.#tasks.values();
  }

  get count(): number {
    return this.#tasks.size;
  }

  countOf(account: string): number {
    return this.#ofAccount.get(account) ?? 0;
  }

  /** A new task whose first record is stored. */
  add(task: TaskRecord): void {
    this.#set(task);
    for (const watcher of this.#watchers) watcher(task, task);
  }

  /**
   * Stores what follows from the task as it is then, and tells it. Nothing is stored where nothing follows.
   *
   * @returns the task as it is now; undefined when it has ended before
   */
  change(id: string, follow: (task: TaskRecord) => TaskRecord | undefined, ...more: Command[]) {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(() => this.#change(id, follow, more));
    const quiet = turn.catch(() => undefined);
    this.#turns.set(id, quiet);
    void quiet.then(() => {
      if (this.#turns.get(id) === quiet) this.#turns.delete(id);
    });
    return turn;
  }

  async #change(
    id: string,
    follow: (task: TaskRecord) => TaskRecord | undefined,
    more: readonly Command[],
  ): Promise<TaskRecord | undefined> {
    for (let tries = 1; ; tries++) {
      const before = this.#tasks.get(id) ?? this.#unacknowledged.get(id);
      if (before === undefined) return undefined;
      const after = follow(before);
      if (after === undefined || after === before) return before;
      const next = { ...withUpdate(before, after), version: before.version + 1 };
      try {
        await this.#database.commit([updateTask(next), ...more]);
      } catch (error) {
        if (!(error instanceof StaleBatch) || tries === mostTries) throw error;
        this.#log.warn({ task: id }, 'a task was changed elsewhere');
        await this.#reload(id);
        continue;
      }
      this.#set(next);
      for (const watcher of this.#watchers) watcher(next, before);
      return next;
    }
  }

  async #reload(id: string): Promise<void> {
    const stored = await findTask(this.#database.read, id);
    this.#remove(id);
    if (stored !== undefined) this.#set(stored);
  }

  /** A task that is known keeps its place, so that whoever goes through all of them meets each once. */
  #set(task: TaskRecord): void {
    const known = this.#tasks.get(task.id);
    if (isOver(task)) {
      this.#remove(task.id);
      if (task.updates.length > 0) this.#unacknowledged.set(task.id, task);
      return;
    }
    if (known === undefined) this.#count(task.account, 1);
    this.#tasks.set(task.id, task);
    this.#holdings.set(task);
  }

  #remove(id: string): void {
    const known = this.#tasks.get(id);
    if (known !== undefined) this.#count(known.account, -1);
    this.#tasks.delete(id);
    this.#holdings.remove(id);
    this.#unacknowledged.delete(id);
  }

  #count(account: string, more: 1 | -1): void {
    const count = this.countOf(account) + more;
    if (count === 0) this.#ofAccount.delete(account);
    else this.#ofAccount.set(account, count);
  }
}
