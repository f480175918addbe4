import { rank } from '../priority-class.ts';
import { fits, type Resources, resourceKinds } from '../resources.ts';
import type { Hold } from '../snapshot.ts';
import type { AgentEntry } from '../state/agent-table.ts';
import type { Amounts } from '../state/amounts.ts';
import type { ClusterState, DemandEntry } from '../state/cluster-state.ts';
import { roomInTime, roomProbably } from './room-in-time.ts';
import type { Round, Waiting } from './round.ts';

/** Agents with the smallest shortfall, of which the one is taken where the room comes soonest. */
const mostCompared = 32;
const leastPatience = 600_000;
/** New places in one cycle, and demands that are tried for them. */
const mostInCycle = 4;
const mostTried = 8;
/** Placements that are looked at to see whether a demand was overtaken. */
const mostLooks = 64;

/**
 * Keeps a place for each large demand that smaller ones overtake. It is filled as tasks end there; higher classes pass it,
 * and so do tasks that end before the rest of the room comes. A few in each cycle, those first that were refused first.
 * A demand whose size is a guess gets one of those that are left, and gives it up when somebody else needs it.
 */
export function gather(round: Round): void {
  const { state, settings, placer, newHolds } = round;
  const open = placer.held.filter(({ hold, used }) => hold?.kind === 'gathered' && !used);
  const [guessed, said] = parted(open, ({ hold }) => isGuess(state, hold));
  const count = state.agents.ordered.length;
  const most = Math.max(1, Math.floor(count * settings.mostGathered));
  const others = placer.held.filter((kept) => !guessed.includes(kept)).map(({ agent }) => agent.view.id);
  const taken = new Set([...others, ...newHolds.map(({ agent }) => agent)]);
  const kept = keepPlaces(round, round.wantsRoom(), Math.min(mostInCycle, most - said.length), taken);
  const left = Math.min(Math.max(1, Math.floor(count * settings.mostGuessed)), most - said.length - kept);
  const staying = guessed.filter(({ agent }) => !taken.has(agent.view.id)).slice(0, Math.max(0, left));
  for (const one of guessed) one.used = !staying.includes(one);
  for (const { agent } of staying) taken.add(agent.view.id);
  keepPlaces(round, round.guesses(), Math.min(1, left - staying.length), taken);
}

/** @returns how many are kept */
function keepPlaces(round: Round, waiting: readonly Waiting[], most: number, taken: Set<string>): number {
  const { settings, now } = round;
  let room = most;
  if (room <= 0 || waiting.length === 0) return 0;
  const passed = overtaking(round);
  const late = waiting
    .filter((one) => one.holds === 0 && now - one.entry.demand.since >= settings.gatherAfter && passed(one))
    .sort((a, b) => a.refusedAfter - b.refusedAfter || a.entry.demand.since - b.entry.demand.since);
  for (const one of late.slice(0, mostTried)) {
    const { entry } = one;
    if (room === 0) break;
    if (round.prospective.limitPassed(entry.node, entry.demand.need) !== null) continue;
    const hold = soonest(round, entry, taken);
    if (hold === null) continue;
    taken.add(hold.agent);
    room--;
    one.holds++;
    round.newHolds.push(hold);
    round.prospective.add(entry.node, entry.demand.need);
  }
  return Math.max(0, most) - room;
}

function isGuess({ demands }: ClusterState, hold: Hold | null): boolean {
  return hold !== null && demands.get(hold.demand)?.demand.guess !== undefined;
}

function parted<One>(all: readonly One[], is: (one: One) => boolean): [those: One[], others: One[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

/** What is gathered already, with when it will be ready as far as is known now. */
export function refreshed(round: Round, hold: Hold): Hold {
  const agent = round.state.agents.byId.get(hold.agent);
  if (hold.kind === 'freed' || agent === undefined) return hold;
  return { ...hold, readyAt: roomInTime(agent, hold.resources, round.now) };
}

/** Tells whether a later one, of its class or a lower one, got room where a demand may run itself. */
function overtaking({ state, placements, placer }: Round): (one: Waiting) => boolean {
  const open = placements.flatMap(({ demand, agent, guaranteedBy }, at) => {
    const entry = state.agents.byId.get(agent);
    return entry === undefined || guaranteedBy !== null ? [] : [{ at, rank: rank(demand.priority), agent: entry }];
  });
  return ({ entry, refusedAfter }) => {
    for (let n = open.length - 1, looks = 0; n >= 0 && looks < mostLooks; n--, looks++) {
      const placed = open[n];
      if (placed === undefined || placed.at < refusedAfter) return false;
      if (placed.rank >= entry.rank && placer.mayTake(placed.agent, entry)) return true;
    }
    return false;
  };
}

function soonest(round: Round, entry: DemandEntry, taken: ReadonlySet<string>): Hold | null {
  const { now } = round;
  const { need, id } = entry.demand;
  let best: { agent: AgentEntry; at: number } | null = null;
  for (const agent of nearest(round, entry, taken)) {
    const at = roomProbably(agent, need, now);
    if (at !== null && (best === null || at < best.at)) best = { agent, at };
  }
  if (best === null) return null;
  const until = now + Math.max(leastPatience, 2 * (best.at - now));
  const readyAt = roomInTime(best.agent, need, now);
  return { agent: best.agent.view.id, demand: id, resources: need, kind: 'gathered', since: now, until, readyAt };
}

/** The agents that lack least. */
function nearest({ state, placer }: Round, entry: DemandEntry, taken: ReadonlySet<string>): AgentEntry[] {
  const { need, where, declined } = entry.demand;
  const { free } = placer.places;
  const near: { agent: AgentEntry; short: number }[] = [];
  let worst = Number.POSITIVE_INFINITY;
  for (const { from, to } of placer.matching(entry.whereKey, where))
    for (let row = from; row < to; row++) {
      const agent = state.agents.ordered[row];
      if (agent === undefined || agent.view.state !== 'active' || !fits(need, agent.view.total)) continue;
      const short = shortfall(need, free, row, agent.view.total);
      if (short >= worst || taken.has(agent.view.id) || declined.has(agent.view.id)) continue;
      near.push({ agent, short });
      if (near.length < 2 * mostCompared) continue;
      near.sort((a, b) => a.short - b.short).length = mostCompared;
      worst = near.at(-1)?.short ?? worst;
    }
  const sorted = near.sort((a, b) => a.short - b.short || a.agent.row - b.agent.row);
  return sorted.slice(0, mostCompared).map(({ agent }) => agent);
}

/** The largest part of the agent that is missing. */
function shortfall(need: Resources, free: Amounts, row: number, total: Resources): number {
  let most = 0;
  for (const kind of resourceKinds) {
    if (need[kind] === 0 || total[kind] === 0) continue;
    const missing = (need[kind] - free.of(row, kind)) / total[kind];
    if (missing > most) most = missing;
  }
  return most;
}
