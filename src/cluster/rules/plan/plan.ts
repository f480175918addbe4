import type { Demand, Hold, Snapshot } from '../snapshot.ts';
import { ClusterState } from '../state/cluster-state.ts';
import { fairShares } from './fair-shares.ts';
import { gather, refreshed } from './gather.ts';
import { place } from './place.ts';
import { preempt } from './preempt/preempt.ts';
import type { Preemption } from './preempt/preemption.ts';
import type { Refusal } from './refusal.ts';
import { type Placement, Round } from './round.ts';
import { defaultPlanSettings, type PlanSettings } from './settings.ts';
import { findStarving } from './starving.ts';

/** What one cycle decides. */
export interface Plan {
  readonly placements: readonly Placement[];
  readonly preemptions: readonly Preemption[];
  /** All that are kept from now on: those of before that are still of use, and new ones. */
  readonly holds: readonly Hold[];
  /** What waits on, and why. */
  readonly waiting: readonly WaitingDemand[];
  /** For the next cycle. */
  readonly starvedSince: ReadonlyMap<string, number>;
  /** When there may be something to decide though nothing has happened; null when never. */
  readonly wakeAt: number | null;
  /** How the cycle came to this, for explanations. */
  readonly round: Round;
}

export interface WaitingDemand {
  readonly demand: Demand;
  /** Tasks that wait. */
  readonly left: number;
  readonly refusal: Refusal;
  /** Tasks of these for which a place is kept. */
  readonly holds: number;
}

/** The plan for a cluster as it is now. It depends on nothing but what is given, and writes on none of it. */
export function plan(snapshot: Snapshot, now: number, settings: PlanSettings = defaultPlanSettings): Plan {
  return planFor(ClusterState.from(snapshot), now, settings);
}

/** The same from a state that is kept between cycles. */
export function planFor(state: ClusterState, now: number, settings: PlanSettings = defaultPlanSettings): Plan {
  const round = new Round(state, now, settings);
  place(round);
  round.fairShares = fairShares(round);
  findStarving(round);
  preempt(round);
  gather(round);
  const waiting = round.waiting.flatMap(({ entry, left, refusal, holds }) =>
    left > 0 ? [{ demand: entry.demand, left, refusal: refusal ?? ({ why: 'no-room' } as const), holds }] : [],
  );
  const holds = round.holds().map((hold) => refreshed(round, hold));
  const { placements, preemptions, starvedSince } = round;
  return { placements, preemptions, holds, waiting, starvedSince, wakeAt: wakeAt(round, holds), round };
}

function wakeAt({ now, settings, starvedSince, waiting }: Round, holds: readonly Hold[]): number | null {
  let at = Number.POSITIVE_INFINITY;
  const perhaps = (time: number) => {
    if (time > now && time < at) at = time;
  };
  for (const { until } of holds) perhaps(until);
  for (const since of starvedSince.values()) perhaps(since + settings.starvedAfter);
  for (const { entry, left } of waiting) {
    if (left === 0) continue;
    perhaps(entry.demand.since + settings.preemptAfter);
    perhaps(entry.demand.since + settings.gatherAfter);
  }
  return Number.isFinite(at) ? at : null;
}
