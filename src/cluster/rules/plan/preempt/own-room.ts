import { least, minus, nothing, plus, type Resources, sum } from '../../resources.ts';
import type { Demand } from '../../snapshot.ts';
import { type AgentEntry, freedBy, type TaskEntry } from '../../state/agent-table.ts';
import { takeFrom } from '../placer.ts';
import type { Round } from '../round.ts';

/** What the agent has for a role alone: what is left of its reservations, and what comes back to them from tasks that end. */
export function ownRoom(round: Round, agent: AgentEntry, role: string): Resources {
  const coming = [...agent.tasks].filter((task) => task.view.ending || round.victims.has(task));
  return sum([...round.placer.reservedOn(agent, role).map(({ room }) => room), ...coming.map(backTo(agent, role))]);
}

/**
 * Takes what is the role's alone before what is everybody's.
 *
 * @returns what the demand needs of what is everybody's
 */
export function takeOwnRoom(
  round: Round,
  agent: AgentEntry,
  victims: readonly TaskEntry[],
  { need, role }: Pick<Demand, 'need' | 'role'>,
): Resources {
  const coming = sum([...agent.tasks].filter((task) => task.view.ending).map(backTo(agent, role)));
  const back = plus(coming, sum(victims.map(backTo(agent, role))));
  return takeFrom(round.placer.reservedOn(agent, role), minus(need, least(need, back)));
}

/** What comes back to the role's reservations when the task ends. */
function backTo(agent: AgentEntry, role: string): (task: TaskEntry) => Resources {
  return (task) => (agent.inReserved.has(task) ? minus(freedBy(agent, task, role), freedBy(agent, task)) : nothing);
}
