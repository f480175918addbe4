import { lowestRank } from '../../priority-class.ts';
import type { AgentEntry, TaskEntry } from '../../state/agent-table.ts';
import { byRank, type InLine, inFairOrder } from '../fair-order.ts';
import type { Round, Waiting } from '../round.ts';
import { Candidates } from './candidates.ts';
import { byClass, byGuarantee, byHunger, type Claim, isHungry } from './claim.ts';
import { victimsOn } from './victims.ts';

interface Claimant extends InLine {
  readonly of: Waiting;
}

/** What is to end on one agent, and how many agents were compared. */
interface Choice {
  readonly agent: AgentEntry;
  readonly victims: readonly TaskEntry[];
  readonly compared: number;
}

/** Agents with a lawful set of victims that are compared before the best is taken, and agents looked at for them. */
const mostCompared = 16;
const mostLookedAt = 100;
/** Demands of one class and of starving roles that are tried in one cycle. */
const mostHungry = 12;

/**
 * Tells tasks to end for demands with a claim, and keeps the places for these: for roles below their guarantees first, then
 * class by class in fair order.
 */
export function preempt(round: Round): void {
  const { settings, now, state, prospective } = round;
  const due = round.wantsRoom().filter(({ entry }) => now - entry.demand.since >= settings.preemptAfter);
  const lacking = due.flatMap((of): Claimant[] =>
    of.left > of.holds ? [{ entry: of.entry, left: of.left - of.holds, of }] : [],
  );
  if (lacking.length === 0) return;
  const candidates = new Candidates(round);
  const attempt = (one: Claimant, claim: Claim | null) => claim !== null && makeRoom(round, candidates, one, claim);
  inFairOrder(
    state.tree.root,
    prospective,
    lacking.filter(({ entry }) => prospective.guaranteed(entry.node, entry.demand.need) !== null),
    (one) => {
      const promised = byGuarantee(round, one.entry);
      return promised !== null && (attempt(one, byClass(one.entry)) || attempt(one, promised));
    },
  );
  const isOpen = ({ left }: Claimant) => left > 0;
  for (const ofClass of byRank(lacking.filter(isOpen))) {
    const hopeful = ofClass.filter(({ entry }) => entry.rank < lowestRank && candidates.any(entry, entry.rank + 1));
    inFairOrder(state.tree.root, prospective, hopeful, (one) => attempt(one, byClass(one.entry)));
  }
  if (round.starving.size === 0) return;
  for (const ofClass of byRank(lacking.filter(isOpen))) {
    const hungry = inTurn(
      round,
      ofClass.filter(({ entry }) => isHungry(round, entry)),
    );
    inFairOrder(state.tree.root, prospective, hungry, (one) => attempt(one, byHunger(round, one.entry)));
  }
}

/** So many that one cycle can try them, others in each. */
function inTurn<One>({ now }: Round, all: readonly One[]): One[] {
  if (all.length <= mostHungry) return [...all];
  const from = (Math.floor(now / 1000) * mostHungry) % all.length;
  return [...all.slice(from), ...all.slice(0, from)].slice(0, mostHungry);
}

function makeRoom(round: Round, candidates: Candidates, { entry, of }: Claimant, claim: Claim): boolean {
  const { prospective, now, settings } = round;
  const { demand, node } = entry;
  if (round.preemptions.length >= settings.mostPreempted) return false;
  if (prospective.limitPassed(node, demand.need) !== null) return false;
  prospective.add(node, demand.need);
  const choice = choose(round, candidates, entry, claim);
  if (choice === null) {
    prospective.add(node, demand.need, -1);
    return false;
  }
  const { agent, victims } = choice;
  const readyAt = Math.max(
    now + settings.grace[demand.priority],
    ...victims.map(({ view }) => now + settings.grace[view.priority]),
  );
  const hold = { agent: agent.view.id, demand: demand.id, resources: demand.need, kind: 'freed', since: now } as const;
  round.newHolds.push({ ...hold, readyAt, until: readyAt + settings.holdFor });
  of.holds++;
  candidates.book(agent, victims, entry);
  for (const victim of victims) tellToEnd(round, victim, demand.id, claim, choice);
  return true;
}

function tellToEnd(
  round: Round,
  victim: TaskEntry,
  demand: string,
  { rule }: Claim,
  { victims, compared }: Choice,
): void {
  const { id, agent, role, framework, priority, resources } = victim.view;
  const holder = victim.node.parent ?? victim.node;
  round.preemptions.push({
    ...{ task: id, agent, role, framework, priority, resources, demand, rule, grace: round.settings.grace[priority] },
    chosen: {
      share: round.held.share(holder),
      fairShare: round.fairShares[holder.row] ?? 0,
      together: victims.length,
      agentsCompared: compared,
    },
  });
  round.victims.add(victim);
  round.prospective.add(victim.node, resources, -1);
}

/** Where the lowest classes are enough, there the fewest tasks, then the smallest part of the cluster. */
function choose(round: Round, candidates: Candidates, entry: Waiting['entry'], claim: Claim): Choice | null {
  let best: { agent: AgentEntry; victims: TaskEntry[]; cost: number; rank: number } | null = null;
  let compared = 0;
  let lookedAt = 0;
  for (const { agent, rank } of candidates.lowestFirst(entry, claim.from)) {
    // What ends anyway goes to whose turn it is; a batch task alone is no reason to keep it.
    if (rank === 5 && claim.node === null && entry.demand.priority === 'batch') return null;
    if (best !== null && rank < best.rank) break;
    if (compared === mostCompared || lookedAt++ === mostLookedAt || candidates.looksLeft-- <= 0) break;
    if (entry.demand.declined.has(agent.view.id)) continue;
    const victims = victimsOn(round, agent, entry, claim, candidates.free(agent, entry));
    if (victims === null) continue;
    compared++;
    const cost = victims.reduce((sum, { view }) => sum + 1 + round.held.shareOf(view.resources), 0);
    if (best === null || cost < best.cost) best = { agent, victims, cost, rank };
    if (victims.length === 0) break;
  }
  return best === null ? null : { agent: best.agent, victims: best.victims, compared };
}
