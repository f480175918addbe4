import { roomInTime } from '../plan/room-in-time.ts';
import type { Round } from '../plan/round.ts';
import { plus, type Resources } from '../resources.ts';
import type { Amounts } from '../state/amounts.ts';
import type { WhereItMayRun } from './where-it-may-run.ts';

/** Where tasks with a known end make room first, were nobody else to come; null where too few of them are known. */
export function earliestEnd(
  { state, now }: Round,
  { agents }: WhereItMayRun,
  placed: Amounts,
  need: Resources,
): { readonly agent: string; readonly at: number } | null {
  const { nextEnd, inTime } = state.agents;
  let best: { agent: string; at: number } | null = null;
  for (const agent of agents) {
    if ((nextEnd[agent.row] ?? 0) >= (best?.at ?? Number.POSITIVE_INFINITY)) continue;
    if (!inTime.fits(agent.row, need)) continue;
    const at = roomInTime(agent, plus(need, placed.get(agent.row)), now);
    if (at !== null && at > now && (best === null || at < best.at)) best = { agent: agent.view.id, at };
  }
  return best;
}
