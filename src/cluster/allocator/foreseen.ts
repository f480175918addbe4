import { foresee } from '../rules/foresee/foresee.ts';
import { snapshotOf } from '../rules/foresee/snapshot-of.ts';
import type { PlanSettings } from '../rules/plan/settings.ts';
import type { ClusterState } from '../rules/state/cluster-state.ts';
import type { Foresee, Foreseen } from './messages.ts';
import { reportOf } from './report.ts';

/** What would happen by itself from this state, with the roles that are named as they are said to be. */
export function foreseen(state: ClusterState, asked: Foresee, now: number, settings: PlanSettings): Foreseen {
  const { starts, preemptions, waiting, last } = foresee(
    snapshotOf(state, asked.roles),
    now,
    now + asked.milliseconds,
    settings,
  );
  const demandOf = (id: string) => state.demands.get(id)?.demand;
  const counts = Map.groupBy(starts, (demand) => demand);
  return {
    type: 'foreseen',
    id: asked.id,
    starts: [...counts].map(([demand, all]) => ({ demand, role: demandOf(demand)?.role ?? '', tasks: all.length })),
    preemptions: preemptions.flatMap((one) => {
      const winner = demandOf(one.demand);
      if (winner === undefined) return [];
      const { role, priority } = winner;
      return [{ ...one, decidedAt: now, winner: { demand: one.demand, role, priority } }];
    }),
    waiting,
    standings: reportOf(last).standings,
  };
}
