import type { Resources } from '../../resources.ts';
import type { AgentEntry } from '../../state/agent-table.ts';
import type { Amounts } from '../../state/amounts.ts';
import type { DemandEntry } from '../../state/cluster-state.ts';
import { FreePlaces } from '../free-places.ts';
import { HopelessNeeds } from '../hopeless-needs.ts';
import type { Round } from '../round.ts';

export interface Candidate {
  readonly agent: AgentEntry;
  /** Tasks of this rank and of lower classes would have to end; 5: none. */
  readonly rank: number;
}

const lowestRank = 4;
const mostLooks = 500;

/** Agents that have enough, were all of certain classes to end; found by sums, before anybody looks at tasks. */
export class Candidates {
  readonly #round: Round;
  /** What each agent has for somebody new, with what ends there for nobody; below 0 where more is promised than there is. */
  readonly #base: Amounts;
  /** By rank: the same with what tasks of it and of lower classes hold. Places that were given away count as used up. */
  readonly #rooms = new Map<number, FreePlaces>();
  /** Where to begin: each cycle elsewhere where one cycle cannot look at all. */
  readonly #turn: number;
  /** Agents that may still be looked at closely in this cycle. */
  looksLeft = mostLooks;
  readonly #hopeless = new HopelessNeeds();

  constructor(round: Round) {
    const { agents } = round.state;
    this.#round = round;
    this.#turn = agents.ordered.length > mostLooks / 5 ? Math.floor(round.now / 1000) * 397 : 0;
    this.#base = round.placer.places.free.copy();
    this.#base.addAll(agents.coming, 1);
    for (const { agent, hold, room, used } of round.placer.held) {
      if (hold === null || used) continue;
      this.#base.add(agent.row, hold.resources, -1);
      this.#base.add(agent.row, room);
    }
  }

  free(agent: AgentEntry): Resources {
    return this.#base.get(agent.row);
  }

  /** The place was given away: what it gained from victims, less what it keeps. */
  book(agent: AgentEntry, freed: readonly Resources[], kept: Resources): void {
    for (const some of freed) this.#base.add(agent.row, some);
    this.#base.add(agent.row, kept, -1);
    for (const rooms of this.#rooms.values()) rooms.take(agent.row, kept);
  }

  /** Whether there is any agent with enough, were all of this rank and of lower classes to end. */
  any({ demand, whereKey }: DemandEntry, rank: number): boolean {
    const key = `${rank} ${whereKey}`;
    if (this.#hopeless.includes(key, demand.need)) return false;
    const rooms = this.#room(rank);
    const classes = this.#round.placer.matching(whereKey, demand.where);
    if (classes.some(({ from, to }) => rooms.find(demand.need, from, to, null) >= 0)) return true;
    this.#hopeless.add(key, demand.need);
    return false;
  }

  /**
   * Agents with enough where nobody must end, then those where scavengers are enough, then batch as well, and so on up to
   * the rank `from`. Found as they are asked for: most cycles need few of them.
   */
  *lowestFirst(entry: DemandEntry, from: number): Generator<Candidate> {
    const { state, placer } = this.#round;
    const { demand, whereKey } = entry;
    for (let rank = lowestRank + 1; rank >= from; rank--) {
      const key = `${rank} ${whereKey}`;
      if (this.#hopeless.includes(key, demand.need)) continue;
      let any = false;
      for (const { from: first, to } of placer.matching(whereKey, demand.where))
        for (const row of this.#rows(rank, demand.need, first, to)) {
          any = true;
          const agent = state.agents.ordered[row];
          const isNew = rank > lowestRank || !this.#room(rank + 1).free.fits(row, demand.need);
          if (isNew && agent !== undefined) yield { agent, rank };
        }
      if (!any) this.#hopeless.add(key, demand.need);
    }
  }

  /** Those from `first` to before `to` that have enough, from where it is this cycle's turn. */
  *#rows(rank: number, need: Resources, first: number, to: number): Generator<number> {
    const rooms = this.#room(rank);
    const begin = first + (this.#turn % (to - first));
    for (let row = rooms.find(need, begin, to, null); row >= 0; row = rooms.find(need, row + 1, to, null)) yield row;
    for (let row = rooms.find(need, first, begin, null); row >= 0; row = rooms.find(need, row + 1, begin, null))
      yield row;
  }

  #room(rank: number): FreePlaces {
    const known = this.#rooms.get(rank);
    if (known !== undefined) return known;
    const { agents } = this.#round.state;
    const sums = this.#base.copy();
    const lower = agents.lower[rank];
    if (lower !== undefined) sums.addAll(lower, 1);
    const made = new FreePlaces(sums, agents.ordered.length);
    this.#rooms.set(rank, made);
    return made;
  }
}
