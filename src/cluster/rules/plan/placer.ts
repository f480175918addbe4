import { least, minus, type Resources, sum } from '../resources.ts';
import type { Constraint, Hold, Reservation } from '../snapshot.ts';
import { type AgentClass, satisfies } from '../state/agent-classes.ts';
import type { AgentEntry, AgentTable } from '../state/agent-table.ts';
import type { DemandEntry } from '../state/cluster-state.ts';
import { isBelow } from '../state/reserved-rooms.ts';
import { pathOf } from '../state/role-tree.ts';
import { FreePlaces } from './free-places.ts';
import { HopelessNeeds } from './hopeless-needs.ts';

/** Takes from these rooms, one after the other. @returns what they do not have */
export function takeFrom(rooms: Iterable<{ room: Resources }>, need: Resources): Resources {
  let rest = need;
  for (const one of rooms) {
    const part = least(rest, one.room);
    one.room = minus(one.room, part);
    rest = minus(rest, part);
  }
  return rest;
}

/** Room on one agent. */
interface Room {
  readonly agent: AgentEntry;
  room: Resources;
}

/** What is kept for a demand of what everybody may take. */
export interface Kept extends Room {
  /** What is kept for it of what is reserved for its role. */
  readonly own: Room;
  readonly hold: Hold;
  /** The demand has taken it, or gives it up. */
  used: boolean;
}

/** What is left of a reservation. */
export interface Reserved extends Room {
  readonly of: Reservation;
}

const none: readonly Reserved[] = [];

/** Which agent a task goes to, first fit: what is left over stays in one piece, for those who need much. */
export class Placer {
  readonly places: FreePlaces;
  readonly held: readonly Kept[];
  readonly #table: AgentTable;
  readonly #reserved = new Map<string, Reserved[]>();
  readonly #byDemand: ReadonlyMap<string, readonly Kept[]>;
  readonly #gathered: readonly Kept[];
  /** Agents before this one have no room for the demand, and get none in this cycle. */
  readonly #cursors = new Map<string, number>();
  readonly #matching = new Map<string, readonly AgentClass[]>();
  readonly #hopeless = new HopelessNeeds();
  readonly #nothingLent = new HopelessNeeds();

  /** @param holds  in the order in which they are filled, with the role of their demand, on agents that are active */
  constructor(table: AgentTable, holds: readonly (readonly [Hold, role: string])[]) {
    this.#table = table;
    this.places = new FreePlaces(table.open.copy(), table.ordered.length);
    for (const agent of table.reserving)
      for (const { of, room } of agent.view.state === 'active' ? agent.reserved : []) {
        const { role } = of;
        const known = this.#reserved.get(role) ?? [];
        this.#reserved.set(role, known);
        known.push({ agent, of, room });
      }
    this.held = holds.flatMap(([hold, role]) => this.#keep(hold, role));
    this.#byDemand = Map.groupBy(this.held, ({ hold }) => hold.demand);
    this.#gathered = this.held.filter(({ hold }) => hold.kind === 'gathered');
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
    const reserved = this.reservedFor(entry);
    const on = (agent: AgentEntry) => reserved.filter((one) => one.agent === agent);
    const own = this.#byDemand
      .get(demand.id)
      ?.find((kept) => !kept.used && this.#fitsWith([kept.own, ...on(kept.agent), kept], demand.need));
    if (own !== undefined) {
      this.#takeWith([own.own, ...on(own.agent), own], demand.need);
      own.used = true;
      this.#giveRest(own);
      return { agent: own.agent, hold: own.hold };
    }
    const promised = reserved.find(({ agent }) => this.#fitsWith(on(agent), demand.need));
    if (promised !== undefined) {
      this.#takeWith(on(promised.agent), demand.need);
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
    this.#takeWith([lent], demand.need);
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

  /** What is left of the agent's reservations for the role and for those above it. */
  reservedOn(agent: AgentEntry, role: string): Reserved[] {
    return agent.reserved.flatMap(({ of }) => {
      const one = isBelow(role, of.role) ? this.#reserved.get(of.role)?.find((each) => each.of === of) : undefined;
      return one === undefined ? [] : [one];
    });
  }

  /** What is left of reservations, on agents that are active. */
  reservedRooms(): Reserved[] {
    return [...this.#reserved.values()].flat();
  }

  #lent(entry: DemandEntry, passing: string, passes: (hold: Hold) => boolean): Kept | undefined {
    if (this.#gathered.length === 0) return undefined;
    const { demand, whereKey } = entry;
    const key = `${passing} ${whereKey}`;
    if (this.#nothingLent.includes(key, demand.need)) return undefined;
    const lent = this.#gathered.find((kept) => {
      if (kept.used || !passes(kept.hold)) return false;
      return this.#fitsWith([kept], demand.need) && this.mayTake(kept.agent, entry);
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

  #keep(hold: Hold, role: string): Kept[] {
    const agent = this.#table.byId.get(hold.agent);
    if (agent === undefined) return [];
    const rest = takeFrom(this.reservedOn(agent, role), hold.resources);
    const own = minus(hold.resources, rest);
    const room = least(rest, this.places.free.get(agent.row));
    this.places.take(agent.row, room);
    return [{ agent, room, own: { agent, room: own }, hold, used: false }];
  }

  /** Whether it fits into rooms on one agent, and what everybody may take there, together. */
  #fitsWith(rooms: readonly Room[], need: Resources): boolean {
    const [first] = rooms;
    return first !== undefined && this.places.free.fitsPlus(first.agent.row, sum(rooms.map(({ room }) => room)), need);
  }

  /** From these rooms, one after the other, before what everybody may take. */
  #takeWith(rooms: readonly Room[], need: Resources): void {
    const [first] = rooms;
    const rest = takeFrom(rooms, need);
    if (first !== undefined) this.places.take(first.agent.row, rest);
  }

  /** What a hold kept beyond the need stays out of this cycle, in which room only shrinks. */
  #giveRest(kept: Kept): void {
    kept.room = minus(kept.room, kept.room);
  }

  /** What is left of reservations for the role of the demand and for those above it, where it may run. */
  reservedFor(entry: DemandEntry): readonly Reserved[] {
    if (this.#reserved.size === 0) return none;
    return [...pathOf(entry.node)]
      .flatMap(({ role }) => (role === null ? [] : (this.#reserved.get(role.path) ?? [])))
      .filter(({ agent }) => this.mayTake(agent, entry));
  }
}
