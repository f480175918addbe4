import type { Resources } from '../../resources.ts';
import type { AgentEntry } from '../../state/agent-table.ts';
import { Amounts } from '../../state/amounts.ts';
import type { DemandEntry } from '../../state/cluster-state.ts';
import { HopelessNeeds } from '../hopeless-needs.ts';
import type { Round } from '../round.ts';

export interface Candidate {
  readonly agent: AgentEntry;
  /** Tasks of this rank and of lower classes would have to end; 5: none. */
  readonly rank: number;
}

const lowestRank = 4;
const mostLooks = 3_000;

/** Agents that have enough, were all of certain classes to end; found by sums, before anybody looks at tasks. */
export class Candidates {
  readonly #round: Round;
  /** What each agent has for somebody new, with what ends there for nobody; below 0 where more is promised than there is. */
  readonly #base: Amounts;
  readonly #none: Amounts;
  /** Where to begin: each cycle elsewhere where one cycle cannot look at all. */
  readonly #turn: number;
  /** Agents that may still be looked at closely in this cycle. */
  looksLeft = mostLooks;
  readonly #hopeless = new HopelessNeeds();

  constructor(round: Round) {
    const { agents } = round.state;
    this.#round = round;
    this.#turn = agents.ordered.length > mostLooks / 10 ? Math.floor(round.now / 1000) * 397 : 0;
    this.#none = new Amounts(agents.ordered.length);
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
   * Agents with enough where nobody must end, then those where scavengers are enough, then batch as well, and so on up to
   * the rank `from`. Found as they are asked for: most cycles need few of them.
   */
  *lowestFirst(entry: DemandEntry, from: number): Generator<Candidate> {
    const { state, placer } = this.#round;
    const { demand, whereKey } = entry;
    for (let rank = lowestRank + 1; rank >= from; rank--) {
      const key = `${rank} ${whereKey}`;
      const sums = state.agents.lower[rank] ?? this.#none;
      const before = state.agents.lower[rank + 1] ?? this.#none;
      if (this.#hopeless.includes(key, demand.need)) continue;
      let any = false;
      for (const { from: first, to } of placer.matching(whereKey, demand.where))
        for (let step = 0; step < to - first; step++) {
          const row = first + ((step + this.#turn) % (to - first));
          if (!this.#base.fitsWith(row, sums, demand.need)) continue;
          any = true;
          const agent = state.agents.ordered[row];
          const isNew = rank > lowestRank || !this.#base.fitsWith(row, before, demand.need);
          if (isNew && agent !== undefined) yield { agent, rank };
        }
      if (!any) this.#hopeless.add(key, demand.need);
    }
  }
}
