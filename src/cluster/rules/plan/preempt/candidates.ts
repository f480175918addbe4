import { lowestRank } from '../../priority-class.ts';
import { fits, plus, type Resources } from '../../resources.ts';
import { type AgentEntry, freedBy, type TaskEntry } from '../../state/agent-table.ts';
import type { Amounts } from '../../state/amounts.ts';
import type { DemandEntry } from '../../state/cluster-state.ts';
import { FreePlaces } from '../free-places.ts';
import { HopelessNeeds } from '../hopeless-needs.ts';
import type { Round } from '../round.ts';
import { ownRoom, takeOwnRoom } from './own-room.ts';

export interface Candidate {
  readonly agent: AgentEntry;
  /** Tasks of this rank and of lower classes would have to end; 5: none. */
  readonly rank: number;
}

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
    for (const { agent, hold, room, own, used } of round.placer.held) {
      if (used) continue;
      this.#base.add(agent.row, hold.resources, -1);
      this.#base.add(agent.row, room);
      this.#base.add(agent.row, own.room);
    }
  }

  /** What it has for the demand. */
  free(agent: AgentEntry, { demand }: DemandEntry): Resources {
    const everybodys = this.#base.get(agent.row);
    return agent.reserved.length === 0 ? everybodys : plus(everybodys, ownRoom(this.#round, agent, demand.role));
  }

  /** The place was given away: what it gained from victims, less what it keeps of what is everybody's. */
  book(agent: AgentEntry, victims: readonly TaskEntry[], { demand }: DemandEntry): void {
    for (const task of victims) this.#base.add(agent.row, freedBy(agent, task));
    const kept = agent.reserved.length === 0 ? demand.need : takeOwnRoom(this.#round, agent, victims, demand);
    this.#base.add(agent.row, kept, -1);
    for (const rooms of this.#rooms.values()) rooms.take(agent.row, kept);
  }

  /** Whether there is any agent with enough, were all of this rank and of lower classes to end. */
  any(entry: DemandEntry, rank: number): boolean {
    const { demand, whereKey } = entry;
    const key = `${rank} ${whereKey}`;
    if (this.#hopeless.includes(key, demand.need)) return false;
    const rooms = this.#room(rank);
    if (this.#round.placer.reservedFor(entry).length > 0) return true;
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
    const own = new Set(placer.reservedFor(entry).map(({ agent }) => agent));
    for (let rank = lowestRank + 1; rank >= from; rank--) {
      for (const agent of own)
        if (fits(demand.need, this.#freedDownTo(rank, agent, entry)) && own.delete(agent)) yield { agent, rank };
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

  /** What it has for the demand, were all of this rank and of lower classes to end. */
  #freedDownTo(rank: number, agent: AgentEntry, entry: DemandEntry): Resources {
    let room = this.free(agent, entry);
    for (const task of agent.tasks)
      if (!task.view.ending && task.rank >= rank) room = plus(room, freedBy(agent, task, entry.demand.role));
    return room;
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
