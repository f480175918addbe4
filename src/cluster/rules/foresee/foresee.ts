import { type Plan, planFor } from '../plan/plan.ts';
import type { Preemption } from '../plan/preempt/preemption.ts';
import type { PlanSettings } from '../plan/settings.ts';
import type { Snapshot } from '../snapshot.ts';
import { ClusterState } from '../state/cluster-state.ts';

/** What happens by itself in a cluster to which nothing new comes. */
export interface Foresight {
  /** A demand as often as tasks of it start. */
  readonly starts: readonly string[];
  readonly preemptions: readonly Preemption[];
  /** Tasks that wait at the end. */
  readonly waiting: number;
  /** The last cycle, for where roles stand then. */
  readonly last: Plan;
}

/** A cluster that does not come to rest is looked at for no longer. */
const mostCycles = 20;

/**
 * Plans on from a state as the allocator would: what is placed starts at once, what is told to end is gone after its grace,
 * and tasks with a known end reach it; others go on.
 *
 * @param until  on the clock of the snapshot
 */
export function foresee(snapshot: Snapshot, now: number, until: number, settings: PlanSettings): Foresight {
  const state = ClusterState.from(snapshot);
  const starts: string[] = [];
  const preemptions: Preemption[] = [];
  let at = now;
  for (let cycle = 1; ; cycle++) {
    const plan = planFor(state, at, settings);
    starts.push(...plan.placements.map(({ demand }) => demand.id));
    preemptions.push(...plan.preemptions);
    const waiting = plan.waiting.reduce((sum, { left }) => sum + left, 0);
    book(state, plan, at, starts.length);
    const next = nextAt(state, plan, at);
    if (next > until || cycle === mostCycles) return { starts, preemptions, waiting, last: plan };
    at = next;
    for (const { view } of [...state.tasks.values()])
      if (view.endsBy !== null && view.endsBy <= at) state.removeTask(view.id);
  }
}

function book(
  state: ClusterState,
  { placements, preemptions, holds, starvedSince }: Plan,
  at: number,
  count: number,
): void {
  for (const [index, { demand, agent }] of placements.entries()) {
    const { id, role, framework, application, priority, need, milliseconds } = demand;
    const left = (state.demands.get(id)?.demand.count ?? 1) - 1;
    const what = { agent, role, framework, application, priority, resources: need, startedAt: at, ending: false };
    state.setTask({ ...what, id: `${id} ${count} ${index}`, endsBy: milliseconds === null ? null : at + milliseconds });
    state.setDemand({ ...demand, count: left });
  }
  for (const { task, grace } of preemptions) state.endTask(task, at + grace);
  state.holds = holds;
  state.starvedSince = starvedSince;
}

/** When something may be decided again; infinite when never. */
function nextAt(state: ClusterState, plan: Plan, at: number): number {
  let next = plan.wakeAt ?? Number.POSITIVE_INFINITY;
  for (const { view } of state.tasks.values())
    if (view.endsBy !== null && view.endsBy > at && view.endsBy < next) next = view.endsBy;
  return next;
}
