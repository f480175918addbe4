import { least, minus, nothing, plus, type Resources, sum } from '../../resources.ts';
import type { Demand } from '../../snapshot.ts';
import { type AgentEntry, freedBy, type TaskEntry } from '../../state/agent-table.ts';
import { isBelow } from '../../state/reserved-rooms.ts';
import type { Reserved } from '../placer.ts';
import type { Round } from '../round.ts';

/** What the agent has for a role alone: what is left of its reservations, and what comes back to them from tasks that end. */
export function ownRoom(round: Round, agent: AgentEntry, role: string): Resources {
  const coming = [...agent.tasks].filter((task) => task.view.ending || round.victims.has(task));
  return sum([...ownRooms(round, agent, role).map(({ room }) => room), ...coming.map(backTo(agent, role))]);
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
  let rest = minus(need, least(need, plus(coming, sum(victims.map(backTo(agent, role))))));
  for (const kept of ownRooms(round, agent, role)) {
    const part = least(rest, kept.room);
    kept.room = minus(kept.room, part);
    rest = minus(rest, part);
  }
  return rest;
}

function ownRooms({ placer }: Round, agent: AgentEntry, role: string): Reserved[] {
  return placer.reservedRooms().filter((kept) => kept.agent === agent && isBelow(role, kept.of.role));
}

/** What comes back to the role's reservations when the task ends. */
function backTo(agent: AgentEntry, role: string): (task: TaskEntry) => Resources {
  return (task) => (agent.inReserved.has(task) ? minus(freedBy(agent, task, role), freedBy(agent, task)) : nothing);
}
