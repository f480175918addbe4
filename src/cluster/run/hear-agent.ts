import type { ClusterParts } from '../cluster-parts.ts';
import { stateTold, type Told } from '../rules/agent-told.ts';
import { isOver, stepped } from '../rules/task-life.ts';

/** What the agent tells of a task becomes the task's state; of an end that is stored it need not tell any more. */
export async function hearAgent(parts: ClusterParts, id: string, told: Told): Promise<void> {
  const task = await parts.tasks.change(id, (now) => {
    const next = stateTold(now, told);
    return next && stepped(now, next);
  });
  if (task !== undefined && isOver(task)) await forget(parts, id);
}

/** An agent that cannot be reached is asked again when it tells of the task again. */
export async function forget({ agent, foundation }: ClusterParts, id: string): Promise<void> {
  await agent
    .forget(id)
    .catch((error) => foundation.log.debug({ err: error, task: id }, 'an end is not forgotten yet'));
}
