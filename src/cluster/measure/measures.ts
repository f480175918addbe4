import type { TaskSample } from '../../sandbox/index.ts';
import type { Measured } from '../contract.ts';
import { type StoredHistory, UsageHistory } from './usage-history.ts';

/** What was measured of one task. */
export interface TaskMeasures {
  readonly history: UsageHistory;
  /** Cores and bytes; null where not measured. */
  readonly peak: { readonly cpus: number | null; readonly memory: number | null };
  readonly firstAt: number;
  readonly lastAt: number;
}

/** The same as plain data. */
export interface StoredMeasures extends Omit<TaskMeasures, 'history'> {
  readonly history: StoredHistory;
  readonly cpuSeconds: number;
}

interface Kept extends TaskMeasures {
  peak: { cpus: number | null; memory: number | null };
  lastAt: number;
  cpuSeconds: number;
  /** Of the last sample that is stored; undefined: none is. */
  storedAt?: number;
}

/** Tasks of which something is kept, ended ones too. */
const mostTasks = 2000;

/** Of what runs longer, this is lost at most when control is killed. */
const storeEveryMilliseconds = 300_000;
const mostStored = 50;

/** What tasks really use; of ended ones the newest are kept, since control has started. */
export class Measures {
  readonly #tasks = new Map<string, Kept>();
  /** For each agent, those that run there. */
  readonly #running = new Map<string, ReadonlySet<string>>();

  /** What an earlier control has stored. */
  load(stored: Iterable<readonly [id: string, measures: StoredMeasures]>): void {
    for (const [id, { history, ...same }] of stored)
      this.#tasks.set(id, { ...same, history: UsageHistory.from(history), storedAt: same.lastAt });
  }

  /** What is to be stored now: of tasks that run, and not so often that it would be much. */
  due(): [id: string, measures: StoredMeasures][] {
    const due: [string, StoredMeasures][] = [];
    for (const [id, task] of this.#tasks) {
      if (due.length === mostStored) break;
      if (task.lastAt - (task.storedAt ?? task.firstAt) < storeEveryMilliseconds || !this.#runs(id)) continue;
      const { history, peak, firstAt, lastAt, cpuSeconds } = task;
      task.storedAt = lastAt;
      due.push([id, { history: history.stored, peak, firstAt, lastAt, cpuSeconds }]);
    }
    return due;
  }

  /** What an agent tells of all that run there. */
  hear(agent: string, samples: Readonly<Record<string, TaskSample>>): void {
    this.#running.set(agent, new Set(Object.keys(samples)));
    for (const [id, sample] of Object.entries(samples)) this.#hear(id, sample);
    for (const id of this.#tasks.keys()) {
      if (this.#tasks.size <= mostTasks) break;
      if (!this.#runs(id)) this.#tasks.delete(id);
    }
  }

  #hear(id: string, { at, cpuSeconds, memoryBytes, memoryPeakBytes }: TaskSample): void {
    const known = this.#tasks.get(id);
    if (known !== undefined && at <= known.lastAt) return;
    const cpus =
      known === undefined ? null : Math.max(0, (cpuSeconds - known.cpuSeconds) / ((at - known.lastAt) / 1000));
    const measured = { at, cpus, memory: memoryBytes, disk: null };
    const made = {
      history: new UsageHistory(),
      peak: { cpus: null, memory: null },
      firstAt: at,
      lastAt: at,
      cpuSeconds,
    };
    const task: Kept = known ?? made;
    task.history.add(measured);
    task.peak = {
      cpus: cpus === null ? task.peak.cpus : Math.max(cpus, task.peak.cpus ?? 0),
      memory: Math.max(memoryBytes, memoryPeakBytes, task.peak.memory ?? 0),
    };
    Object.assign(task, { lastAt: at, cpuSeconds });
    if (known === undefined) this.#tasks.set(id, task);
  }

  of(id: string): TaskMeasures | undefined {
    return this.#tasks.get(id);
  }

  /** Of one that runs, when it was last looked at. */
  latest(id: string): Measured | null {
    return this.#runs(id) ? (this.#tasks.get(id)?.history.last ?? null) : null;
  }

  #runs(id: string): boolean {
    for (const running of this.#running.values()) if (running.has(id)) return true;
    return false;
  }

  /** Of several that run, together; null where none was measured. */
  sum(ids: Iterable<string>): Measured | null {
    let whole: Measured | null = null;
    for (const id of ids) {
      const one = this.latest(id);
      if (one === null) continue;
      const { at, cpus, memory } = one;
      whole ??= { at, cpus: null, memory: null, disk: null };
      whole = { at, cpus: plus(whole.cpus, cpus), memory: plus(whole.memory, memory), disk: null };
    }
    return whole;
  }
}

function plus(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}
