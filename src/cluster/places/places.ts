import type { Clock } from '../../platform/index.ts';
import type { Allocator } from '../allocator/allocator.ts';
import { onAllocatorsClock } from '../allocator/monotonic.ts';
import type { Standings } from '../allocator/standings.ts';
import type { Roles } from '../roles/roles.ts';
import { demandOf, viewOf } from '../rules/allocator-views.ts';
import type { Holdings } from '../tasks/holdings.ts';
import type { StoredPreemption } from '../tasks/stored-preemption.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { type PlaceRequest, placeRecord } from './place-record.ts';

/** What another room runs on an agent by itself, in a place that it has from here. */
export interface Place extends PlaceRequest {
  /** Has to make room, and is ended when so many seconds are over. */
  preempted(preemption: StoredPreemption, graceSeconds: number): void;
  /** Its agent is drained, and the time is over. */
  drained(agent: string): void;
}

interface Kept {
  readonly place: Place;
  readonly record: TaskRecord;
  readonly found: PromiseWithResolvers<string>;
  /** It was told that its agent is drained. */
  told: boolean;
}

/** Places of what other rooms run: asked for, waited for, held and given back. They end with this control. */
export class Places {
  readonly #kept = new Map<string, Kept>();
  readonly #freed: (id: string) => void;
  readonly #clock: Clock;
  readonly #allocator: Allocator;
  readonly #roles: Roles;
  readonly #standings: Standings;
  readonly #holdings: Holdings;

  constructor(given: {
    clock: Clock;
    allocator: Allocator;
    roles: Roles;
    standings: Standings;
    holdings: Holdings;
    /** Whatever had its place there is over. */
    freed(id: string): void;
  }) {
    this.#clock = given.clock;
    this.#allocator = given.allocator;
    this.#roles = given.roles;
    this.#standings = given.standings;
    this.#holdings = given.holdings;
    this.#freed = given.freed;
  }

  /**
   * Waits until there is room.
   *
   * @param waits  hears why it waits, in English, whenever that is another reason
   * @returns the agent's id
   */
  async take(place: Place, waits: (why: string) => void, signal: AbortSignal): Promise<string> {
    const record = this.#keep(place, null);
    const { promise } = this.#get(place.id).found;
    this.#allocator.change({ type: 'demand', demand: demandOf(record, onAllocatorsClock(this.#clock.now())) });
    const unwatch = this.#standings.watch(() => {
      const reason = this.#standings.headline(place.id);
      if (reason !== undefined) waits(reason);
    });
    const stop = () => {
      this.#get(place.id).found.reject(signal.reason);
      this.free(place.id);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (signal.aborted) stop();
      return await promise;
    } finally {
      unwatch();
      signal.removeEventListener('abort', stop);
    }
  }

  /** It runs there already: since before this control. */
  hold(place: Place, agent: string): void {
    const record = this.#keep(place, agent);
    this.#allocator.change({ type: 'task', task: viewOf({ ...record, agent }, onAllocatorsClock(this.#clock.now())) });
  }

  free(id: string): void {
    if (!this.#kept.delete(id)) return;
    this.#holdings.remove(id);
    this.#allocator.change({ type: 'no-demand', demand: id }, { type: 'over', task: id });
    this.#freed(id);
  }

  /** The allocator has found it; false where nobody waits for it any more. */
  found(id: string, agent: string): boolean {
    const kept = this.#kept.get(id);
    if (kept === undefined) return false;
    const record: TaskRecord = { ...kept.record, agent, state: 'running', launchedAt: this.#clock.now() };
    this.#kept.set(id, { ...kept, record });
    this.#holdings.set(record);
    kept.found.resolve(agent);
    return true;
  }

  has(id: string): boolean {
    return this.#kept.has(id);
  }

  get(id: string): TaskRecord | undefined {
    return this.#kept.get(id)?.record;
  }

  all(): TaskRecord[] {
    return [...this.#kept.values()].map(({ record }) => record);
  }

  preempt(id: string, preemption: StoredPreemption): void {
    this.#kept.get(id)?.place.preempted(preemption, preemption.decided.grace / 1000);
  }

  drained(id: string, agent: string): void {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.told) return;
    kept.told = true;
    kept.place.drained(agent);
  }

  #keep(place: Place, agent: string | null): TaskRecord {
    this.free(place.id);
    this.#roles.use(place.role);
    const record = placeRecord(place, agent, this.#clock.now());
    const found = Promise.withResolvers<string>();
    // Whoever gives it up before it is found waits for nothing.
    found.promise.catch(() => {});
    this.#kept.set(place.id, { place, record, found, told: false });
    this.#holdings.set(record);
    return record;
  }

  #get(id: string): Kept {
    const kept = this.#kept.get(id);
    if (kept === undefined) throw new RangeError(`There is no place "${id}".`);
    return kept;
  }
}
