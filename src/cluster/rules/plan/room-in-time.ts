import { fits, minus, plus, type Resources, sum } from '../resources.ts';
import { type AgentEntry, freedBy, type TaskEntry } from '../state/agent-table.ts';

/** When so much is free on the agent, were nobody else to come; null when tasks without a known end are in the way. */
export function roomInTime(agent: AgentEntry, need: Resources, now: number): number | null {
  return roomWhen(agent, need, now, ({ view }) => view.endsBy);
}

/**
 * The same where ends that are not known are guessed: what has run for a while will run for about as long again, and
 * services do not end.
 */
export function roomProbably(agent: AgentEntry, need: Resources, now: number): number | null {
  return roomWhen(agent, need, now, ({ view, rank }) => {
    if (view.endsBy !== null) return view.endsBy;
    return rank <= 1 ? null : now + Math.max(60_000, now - view.startedAt);
  });
}

function roomWhen(
  agent: AgentEntry,
  need: Resources,
  now: number,
  endOf: (task: TaskEntry) => number | null,
): number | null {
  const { view, tasks, reserved } = agent;
  if (view.state !== 'active') return null;
  let free = minus(view.total, sum([...reserved.map(({ room }) => room)]));
  const ends: { at: number; resources: Resources }[] = [];
  for (const task of tasks) {
    free = minus(free, task.view.resources);
    const at = endOf(task);
    if (at !== null) ends.push({ at, resources: freedBy(agent, task) });
  }
  if (fits(need, free)) return now;
  for (const { at, resources } of ends.sort((a, b) => a.at - b.at)) {
    free = plus(free, resources);
    if (fits(need, free)) return Math.max(now, at);
  }
  return null;
}
