import { fits, minus, nothing, plus, type Resources, resourceKinds } from '../../resources.ts';
import { type AgentEntry, freedBy, type TaskEntry } from '../../state/agent-table.ts';
import type { DemandEntry } from '../../state/cluster-state.ts';
import type { Round } from '../round.ts';
import type { Claim } from './claim.ts';
import { mayLose } from './may-lose.ts';

/**
 * The tasks on one agent that would have to end for the demand: the lowest class first, in it those that give most of what
 * is short, then the youngest; and none of them could be left out. Empty when what ends anyway is enough; null when the
 * rules do not allow enough.
 *
 * @param free  what the agent has for the demand, with what ends there for nobody else
 */
export function victimsOn(
  round: Round,
  agent: AgentEntry,
  entry: DemandEntry,
  claim: Claim,
  free: Resources,
): TaskEntry[] | null {
  const { need, priority, role } = entry.demand;
  const freed = (task: TaskEntry) => freedBy(agent, task, role);
  const soon = round.now + round.settings.grace[priority];
  let room = free;
  const others: TaskEntry[] = [];
  for (const task of agent.tasks) {
    if (task.view.ending || round.victims.has(task)) continue;
    if (task.view.endsBy !== null && task.view.endsBy <= soon) room = plus(room, freed(task));
    else if (task.rank >= claim.from) others.push(task);
  }
  const chosen: TaskEntry[] = [];
  const { prospective } = round;
  for (const task of inOrder(freed, others, minus(need, room))) {
    if (fits(need, room)) break;
    if (!gives(freed(task), minus(need, room)) || !mayLose(round, task, entry, claim)) continue;
    prospective.add(task.node, task.view.resources, -1);
    room = plus(room, freed(task));
    chosen.push(task);
  }
  const enough = fits(need, room);
  for (const task of chosen) prospective.add(task.node, task.view.resources);
  return enough ? without(freed, chosen, need, room) : null;
}

/** What the demand may have of a task's room when it ends. */
type Freed = (task: TaskEntry) => Resources;

/** Leaves out, the last chosen first, whoever is not needed after all. */
function without(freed: Freed, chosen: readonly TaskEntry[], need: Resources, room: Resources): TaskEntry[] {
  let left = room;
  const needed: TaskEntry[] = [];
  for (const task of chosen.toReversed()) {
    const smaller = minus(left, freed(task));
    if (fits(need, smaller)) left = smaller;
    else needed.push(task);
  }
  return needed;
}

function inOrder(freed: Freed, tasks: readonly TaskEntry[], short: Resources): TaskEntry[] {
  return tasks
    .map((task) => ({ task, helps: helps(freed(task), short) }))
    .sort(
      (a, b) =>
        b.task.rank - a.task.rank ||
        b.helps - a.helps ||
        b.task.view.startedAt - a.task.view.startedAt ||
        (a.task.view.id < b.task.view.id ? -1 : 1),
    )
    .map(({ task }) => task);
}

/** How much of what is short it gives, each kind up to 1. */
function helps(some: Resources, short: Resources): number {
  let sum = 0;
  for (const kind of resourceKinds) if (short[kind] > 0) sum += Math.min(1, some[kind] / short[kind]);
  return sum;
}

function gives(freed: Resources, short: Resources): boolean {
  return resourceKinds.some((kind) => short[kind] > 0 && freed[kind] > nothing[kind]);
}
