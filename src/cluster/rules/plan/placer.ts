import { least, minus, type Resources } from '../resources.ts';
import type { Constraint, Hold } from '../snapshot.ts';
import { type AgentClass, satisfies } from '../state/agent-classes.ts';
import type { AgentEntry, AgentTable } from '../state/agent-table.ts';
import type { DemandEntry } from '../state/cluster-state.ts';
import { pathOf } from '../state/role-tree.ts';
import { FreePlaces } from './free-places.ts';
import { HopelessNeeds } from './hopeless-needs.ts';

/** Room on one agent that only some may use. */
export interface Kept {
  readonly agent: AgentEntry;
  room: Resources;
  readonly hold: Hold | null;
  /** The demand has taken it, or gives it up. */
  used: boolean;
}

/** Which agent a task goes to, first fit: what is left over stays in one piece, for those who need much. */
export class Placer {
  readonly places: FreePlaces;
  readonly held: readonly Kept[];
  readonly #table: AgentTable;
  readonly #reserved = new Map<string, Kept[]>();
  readonly #byDemand: ReadonlyMap<string, readonly Kept[]>;
  readonly #gathered: readonly Kept[];
  /** Agents before this one have no room for the demand, and get none in this cycle. */
  readonly #cursors = new Map<string, number>();
  readonly #matching = new Map<string, readonly AgentClass[]>();
  readonly #hopeless = new HopelessNeeds();
  readonly #nothingLent = new HopelessNeeds();

  /** @param holds  in the order in which they are filled, on agents that are in the table and active */
  constructor(table: AgentTable, holds: readonly Hold[]) {
    this.#table = table;
    this.places = new FreePlaces(table.open.copy(), table.ordered.length);
    this.held = holds.flatMap((hold) => this.#keep(hold));
    this.#byDemand = Map.groupBy(this.held, ({ hold }) => hold?.demand ?? '');
    this.#gathered = this.held.filter(({ hold }) => hold?.kind === 'gathered');
    for (const agent of table.reserving)
      for (const { role, room } of agent.view.state === 'active' ? agent.reserved : []) {
        const known = this.#reserved.get(role) ?? [];
        this.#reserved.set(role, known);
        known.push({ agent, room, hold: null, used: false });
      }
  }

  /**
   * Takes room for one task.
   *
   * @param passing  the same for demands that may use the same places gathered for others
   * @param passes   whether it may use this one
   */
  place(
    entry: DemandEntry,
    passing: string,
    passes: (hold: Hold) => boolean,
  ): { agent: AgentEntry; hold: Hold | null } | null {
    const { demand } = entry;
    const own = this.#byDemand.get(demand.id)?.find((kept) => !kept.used && this.#fitsWith(kept, demand.need));
    if (own !== undefined) {
      this.#takeWith(own, demand.need);
      own.used = true;
      this.#giveRest(own);
      return { agent: own.agent, hold: own.hold };
    }
    const promised = this.#reservedFor(entry).find((kept) => this.#fitsWith(kept, demand.need));
    if (promised !== undefined) {
      this.#takeWith(promised, demand.need);
      return { agent: promised.agent, hold: null };
    }
    const row = this.#find(entry);
    const agent = this.#table.ordered[row];
    if (agent !== undefined) {
      this.places.take(row, demand.need);
      return { agent, hold: null };
    }
    const lent = this.#lent(entry, passing, passes);
    if (lent === undefined) return null;
    this.#takeWith(lent, demand.need);
    return { agent: lent.agent, hold: null };
  }

  /** The classes of agents on which it may run at all. */
  matching(whereKey: string, where: readonly Constraint[]): readonly AgentClass[] {
    let found = this.#matching.get(whereKey);
    if (found === undefined) {
      found = this.#table.classes.filter(({ attributes }) => satisfies(attributes, where));
      this.#matching.set(whereKey, found);
    }
    return found;
  }

  mayTake({ view, row }: AgentEntry, { demand, whereKey }: DemandEntry): boolean {
    if (view.state !== 'active' || demand.declined.has(view.id)) return false;
    return this.matching(whereKey, demand.where).some(({ from, to }) => from <= row && row < to);
  }

  /** What is left of reservations, on agents that are active. */
  reservedRooms(): Kept[] {
    return [...this.#reserved.values()].flat();
  }

  #lent(entry: DemandEntry, passing: string, passes: (hold: Hold) => boolean): Kept | undefined {
    if (this.#gathered.length === 0) return undefined;
    const { demand, whereKey } = entry;
    const key = `${passing} ${whereKey}`;
    if (this.#nothingLent.includes(key, demand.need)) return undefined;
    const lent = this.#gathered.find((kept) => {
      if (kept.used || kept.hold === null || !passes(kept.hold)) return false;
      return this.#fitsWith(kept, demand.need) && this.mayTake(kept.agent, entry);
    });
    if (lent === undefined && demand.declined.size === 0) this.#nothingLent.add(key, demand.need);
    return lent;
  }

  #find({ demand, whereKey }: DemandEntry): number {
    const { declined, need } = demand;
    if (this.#hopeless.includes(whereKey, need)) return -1;
    const may = declined.size === 0 ? null : (row: number) => !declined.has(this.#table.ordered[row]?.view.id ?? '');
    const cursor = this.#cursors.get(demand.id) ?? 0;
    for (const { from, to } of this.matching(whereKey, demand.where)) {
      if (to <= cursor) continue;
      const row = this.places.find(need, Math.max(from, cursor), to, may);
      this.#cursors.set(demand.id, row < 0 ? to : row);
      if (row >= 0) return row;
    }
    if (may === null) this.#hopeless.add(whereKey, need);
    return -1;
  }

  #keep(hold: Hold): Kept[] {
    const agent = this.#table.byId.get(hold.agent);
    if (agent === undefined) return [];
    const room = least(hold.resources, this.places.free.get(agent.row));
    this.places.take(agent.row, room);
    return [{ agent, room, hold, used: false }];
  }

  #fitsWith({ agent, room }: Kept, need: Resources): boolean {
    return this.places.free.fitsPlus(agent.row, room, need);
  }

  #takeWith(kept: Kept, need: Resources): void {
    const fromKept = least(need, kept.room);
    kept.room = minus(kept.room, fromKept);
    this.places.take(kept.agent.row, minus(need, fromKept));
  }

  /** What a hold kept beyond the need stays out of this cycle, in which room only shrinks. */
  #giveRest(kept: Kept): void {
    kept.room = minus(kept.room, kept.room);
  }

  #reservedFor(entry: DemandEntry): Kept[] {
    if (this.#reserved.size === 0) return [];
    return [...pathOf(entry.node)]
      .flatMap(({ role }) => (role === null ? [] : (this.#reserved.get(role.path) ?? [])))
      .filter(({ agent }) => this.mayTake(agent, entry));
  }
}
