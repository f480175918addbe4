import { AgentError } from '../../sandbox/index.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { whyEnded } from '../rules/agent-told.ts';
import { stepped } from '../rules/task-life.ts';
import type { EndWish, TaskRecord } from '../tasks/task-record.ts';

/**
 * Ends a task: one that has no place yet is over at once, another is told to end, and killed after its grace. One that
 * is to end already ends as it was told, but never later than now asked for.
 */
export async function endTask(parts: ClusterParts, id: string, end: EndWish): Promise<TaskRecord | undefined> {
  const at = parts.foundation.clock.now();
  const changed = await parts.tasks.change(id, (task) => {
    if (task.end !== null) return undefined;
    const wished = { ...task, end };
    if (task.state !== 'queued') return stepped(wished, { state: 'killing', at, source: 'platform' });
    return stepped(wished, { state: 'killed', at, source: 'platform', told: whyEnded(wished) });
  });
  const task = parts.tasks.get(id);
  if (task !== undefined) void stopOnAgent(parts, task, graceOf(parts, task, end));
  return changed;
}

/** Again and again until the agent has heard it: what it tells afterwards is the task's end. */
export async function stopOnAgent(parts: ClusterParts, task: TaskRecord, grace: number): Promise<void> {
  const { executors } = parts.frameworks;
  if (task.agent === null) return;
  try {
    if (task.executed !== undefined) await executors.kill(task, grace, task.end?.by !== 'framework');
    else if (task.executor !== undefined) await executors.shutDown(task, grace);
    else await parts.agentPort(task.agent).stop(task.id, grace);
  } catch (error) {
    // An agent that is away is told when it is back.
    if (error instanceof AgentError && error.code === 'agent-unreachable') return;
    parts.foundation.log.error({ err: error, task: task.id }, 'a task could not be told to end');
  }
}

/** In seconds. */
export function graceOf({ options }: ClusterParts, task: TaskRecord, end: EndWish): number {
  if ((end.by === 'account' || end.by === 'framework') && end.graceSeconds !== null) return end.graceSeconds;
  if (end.by === 'preemption') return end.preemption.decided.grace / 1000;
  if (end.by === 'revocation') return 0;
  return (task.graceMilliseconds ?? options.grace[task.priority]) / 1000;
}
