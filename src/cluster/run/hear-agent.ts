import type { ClusterParts } from '../cluster-parts.ts';
import { afterTold, isInterrupted, type Told } from '../rules/agent-told.ts';
import { isOver } from '../rules/task-life.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

/**
 * What the agent tells of a task becomes the task's state; of an end that is stored it need not tell any more.
 *
 * @returns the task, when it is to be launched again, as its launch was broken off
 */
export async function hearAgent(
  parts: ClusterParts,
  agent: string,
  id: string,
  told: Told,
): Promise<TaskRecord | undefined> {
  // No agent speaks for another's tasks.
  const task = await parts.tasks.change(id, (now) => (now.agent === agent ? afterTold(now, told) : undefined));
  if (task !== undefined && isOver(task)) await forget(parts, agent, id);
  else if (task?.end === null && isInterrupted(told)) return task;
  return undefined;
}

/** An agent that cannot be reached is asked again when it tells of the task again. */
export async function forget({ agentPort, foundation }: ClusterParts, agent: string, id: string): Promise<void> {
  await agentPort(agent)
    .forget(id)
    .catch((error) => foundation.log.debug({ err: error, task: id }, 'an end is not forgotten yet'));
}
