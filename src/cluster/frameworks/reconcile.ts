import type { ClusterParts } from '../cluster-parts.ts';
import type { FrameworkRecord, TaskStatus } from '../framework-port.ts';
import { isOver } from '../rules/task-life.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { statusOf } from './status-of.ts';

/** A task that a framework asks about, in its own words. */
export interface Asked {
  readonly taskId: string;
  readonly agentId?: string;
}

/** How its tasks are; asked about none in particular, all that are not over. @param tasks  those of the framework */
export function reconcile(
  parts: ClusterParts,
  framework: FrameworkRecord,
  tasks: readonly TaskRecord[],
  asked: readonly Asked[],
): TaskStatus[] {
  const all = tasks.filter(({ executor }) => executor === undefined);
  if (asked.length === 0) return all.filter((task) => !isOver(task)).map(statusOf);
  const byId = new Map(all.map((task) => [task.frameworkTask, task]));
  return asked.map((one) => {
    const task = byId.get(one.taskId);
    return task === undefined ? unknown(parts, framework, one) : statusOf(task);
  });
}

function unknown(
  { agents, foundation }: ClusterParts,
  { id, capabilities }: FrameworkRecord,
  { taskId, agentId }: Asked,
): TaskStatus {
  const known = agentId !== undefined && agents.get(agentId) !== undefined;
  const gone = agentId !== undefined && agents.isGone(agentId);
  const state = gone ? 'TASK_GONE_BY_OPERATOR' : known ? 'TASK_GONE' : 'TASK_UNKNOWN';
  return {
    ...{ taskId, frameworkId: id, agentId: agentId ?? null, uuid: null, source: 'master' },
    state: capabilities.includes('PARTITION_AWARE') ? state : 'TASK_LOST',
    reason: 'REASON_RECONCILIATION',
    message: gone ? 'Reconciliation: Task is gone' : `Reconciliation: Task is unknown${known ? ' to the agent' : ''}`,
    timestamp: foundation.clock.now(),
  };
}
