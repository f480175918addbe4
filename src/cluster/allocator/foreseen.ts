import { foresee } from '../rules/foresee/foresee.ts';
import type { PlanSettings } from '../rules/plan/settings.ts';
import type { Snapshot } from '../rules/snapshot.ts';
import type { Look, Outlook } from './messages.ts';
import { reportOf } from './report.ts';

/** What would happen by itself from this state. */
export function foreseen(snapshot: Snapshot, { asked, now }: Look, settings: PlanSettings): Outlook {
  const demands = new Map(snapshot.demands.map((demand) => [demand.id, demand]));
  const { starts, preemptions, waiting, last } = foresee(snapshot, now, now + asked.milliseconds, settings);
  const counts = Map.groupBy(starts, (demand) => demand);
  return {
    starts: [...counts].map(([demand, all]) => ({ demand, role: demands.get(demand)?.role ?? '', tasks: all.length })),
    preemptions: preemptions.flatMap((one) => {
      const winner = demands.get(one.demand);
      if (winner === undefined) return [];
      const { role, priority } = winner;
      return [{ ...one, decidedAt: now, winner: { demand: one.demand, role, priority } }];
    }),
    waiting,
    standings: reportOf(last).standings,
  };
}
