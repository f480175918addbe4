import type { Resources } from '../../resources.ts';
import type { AgentEntry } from '../../state/agent-table.ts';
import type { Amounts } from '../../state/amounts.ts';
import type { DemandEntry } from '../../state/cluster-state.ts';
import { HopelessNeeds } from '../hopeless-needs.ts';
import type { Round } from '../round.ts';

/** Agents that have enough, were all of certain classes to end; found by sums, before anybody looks at tasks. */
export class Candidates {
  readonly #round: Round;
  /** What each agent has for somebody new, with what ends there for nobody; below 0 where more is promised than there is. */
  readonly #base: Amounts;
  readonly #hopeless = new HopelessNeeds();

  constructor(round: Round) {
    const { agents } = round.state;
    this.#round = round;
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
  }

  /**
   * Rows by the highest class that would have to give there, the lowest class first: the first list holds agents where
   * nobody must end, the next where scavengers are enough, and so on.
   */
  byClass(entry: DemandEntry, from: number): number[][] {
    const { state, placer } = this.#round;
    const { demand, whereKey } = entry;
    const key = `${from} ${whereKey}`;
    const found: number[][] = Array.from({ length: 6 - from }, () => []);
    if (this.#hopeless.includes(key, demand.need)) return found;
    const lowest = state.agents.lower[from];
    if (lowest === undefined) return found;
    for (const { from: first, to } of placer.matching(whereKey, demand.where))
      for (let row = first; row < to; row++) {
        if (!this.#base.fitsWith(row, lowest, demand.need)) continue;
        const level = this.#level(row, demand.need, from);
        found[level]?.push(row);
      }
    if (found.every((rows) => rows.length === 0)) this.#hopeless.add(key, demand.need);
    return found;
  }

  /** 0: nobody must end; 1: scavengers; 4: up to services. */
  #level(row: number, need: Resources, from: number): number {
    if (this.#base.fits(row, need)) return 0;
    const { lower } = this.#round.state.agents;
    for (let rank = 4; rank > from; rank--) {
      const sums = lower[rank];
      if (sums !== undefined && this.#base.fitsWith(row, sums, need)) return 5 - rank;
    }
    return 5 - from;
  }
}
