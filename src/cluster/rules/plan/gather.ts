import { fits, minus, type Resources, resourceKinds } from '../resources.ts';
import type { Hold } from '../snapshot.ts';
import type { AgentEntry } from '../state/agent-table.ts';
import { roomInTime, roomProbably } from './room-in-time.ts';
import type { Round, Waiting } from './round.ts';

/** Agents with the smallest shortfall, of which the one is taken where the room comes soonest. */
const mostCompared = 32;
const leastPatience = 600_000;

/**
 * Keeps a place for each large demand that smaller ones overtake. It is filled as tasks end there; higher classes pass it,
 * and so do tasks that end before the rest of the room comes.
 */
export function gather(round: Round): void {
  const { state, settings, now } = round;
  const taken = new Set([
    ...round.placer.held.map(({ agent }) => agent.view.id),
    ...round.newHolds.map(({ agent }) => agent),
  ]);
  const most = Math.max(1, Math.floor(state.agents.ordered.length * settings.mostGathered));
  let count = round.placer.held.filter(({ hold, used }) => hold?.kind === 'gathered' && !used).length;
  const late = round
    .wantsRoom()
    .filter((one) => one.holds === 0 && now - one.entry.demand.since >= settings.gatherAfter && overtaken(round, one))
    .sort((a, b) => a.refusedAfter - b.refusedAfter || a.entry.demand.since - b.entry.demand.since);
  for (const one of late) {
    if (count >= most) return;
    const { entry } = one;
    if (round.prospective.limitPassed(entry.node, entry.demand.need) !== null) continue;
    const hold = soonest(round, one, taken);
    if (hold === null) continue;
    taken.add(hold.agent);
    count++;
    one.holds++;
    round.newHolds.push(hold);
    round.prospective.add(entry.node, entry.demand.need);
  }
}

/** What is gathered already, with when it will be ready as far as is known now. */
export function refreshed(round: Round, hold: Hold): Hold {
  const agent = round.state.agents.byId.get(hold.agent);
  if (hold.kind === 'freed' || agent === undefined) return hold;
  return { ...hold, readyAt: roomInTime(agent, hold.resources, round.now) };
}

/** Whether a later one, of its class or a lower one, got room where it may run itself. */
function overtaken({ state, placements, placer }: Round, { entry, refusedAfter }: Waiting): boolean {
  for (let at = refusedAfter; at < placements.length; at++) {
    const placed = placements[at];
    const agent = state.agents.byId.get(placed?.agent ?? '');
    if (placed === undefined || agent === undefined) continue;
    const lower = (state.demands.get(placed.demand.id)?.rank ?? 0) >= entry.rank;
    if (lower && placed.guaranteedBy === null && placer.mayTake(agent, entry)) return true;
  }
  return false;
}

function soonest(round: Round, { entry }: Waiting, taken: ReadonlySet<string>): Hold | null {
  const { now, state, placer } = round;
  const { need, id, where } = entry.demand;
  const near: { agent: AgentEntry; short: number }[] = [];
  for (const { from, to } of placer.matching(entry.whereKey, where))
    for (const agent of state.agents.ordered.slice(from, to)) {
      const { view } = agent;
      if (view.state !== 'active' || taken.has(view.id) || entry.demand.declined.has(view.id)) continue;
      if (!fits(need, view.total)) continue;
      const short = shortfall(need, placer.places.free.get(agent.row), view.total);
      if (near.length === mostCompared && short >= (near.at(-1)?.short ?? 0)) continue;
      near.push({ agent, short });
      near.sort((a, b) => a.short - b.short);
      near.length = Math.min(near.length, mostCompared);
    }
  let best: { agent: AgentEntry; at: number } | null = null;
  for (const { agent } of near) {
    const at = roomProbably(agent, need, now);
    if (at !== null && (best === null || at < best.at)) best = { agent, at };
  }
  if (best === null) return null;
  const until = now + Math.max(leastPatience, 2 * (best.at - now));
  const readyAt = roomInTime(best.agent, need, now);
  return { agent: best.agent.view.id, demand: id, resources: need, kind: 'gathered', since: now, until, readyAt };
}

/** The largest part of the agent that is missing. */
function shortfall(need: Resources, free: Resources, total: Resources): number {
  const missing = minus(need, free);
  return Math.max(...resourceKinds.map((kind) => (total[kind] > 0 ? missing[kind] / total[kind] : 0)));
}
