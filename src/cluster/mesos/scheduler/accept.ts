import type { LaunchRequest, TaskStatus } from '../../framework-port.ts';
import type { Read } from '../codec/schema.ts';
import type { Operation } from '../messages/scheduler-call.ts';
import { readLaunch } from '../translate/launch.ts';
import type { LiveFramework } from './live-framework.ts';
import type { Call } from './validate.ts';

/**
 * Launches what can be launched. What cannot, ends at once: TASK_ERROR, as where an agent lacks a capability. Operations on
 * reservations and volumes are dropped, as a master drops what does not fit the offer.
 */
export async function accept(
  framework: LiveFramework,
  { offer_ids, operations, filters }: NonNullable<Call['accept']>,
  now: number,
): Promise<void> {
  const launches: LaunchRequest[] = [];
  const errors: TaskStatus[] = [];
  const seen = new Set<string>();
  const error = (taskId: string, message: string, reason: string) => {
    errors.push(errorOf(framework.id, taskId, message, reason, now));
  };
  for (const operation of operations)
    for (const { task, refused } of tasksOf(operation)) {
      const taskId = task.task_id.value;
      const read = readLaunch(task, framework.id);
      if (refused !== undefined) error(taskId, refused, 'REASON_TASK_GROUP_INVALID');
      else if ('problem' in read) error(taskId, read.problem, 'REASON_TASK_INVALID');
      else if (seen.has(taskId)) error(taskId, `Task has duplicate ID: ${taskId}`, 'REASON_TASK_INVALID');
      else launches.push(read.launch);
      seen.add(taskId);
    }
  const offers = offer_ids.map(({ value }) => value);
  await framework.connection.accept(offers, launches, refuseMilliseconds(filters));
  for (const each of errors) framework.update(each);
}

/** Null: the default. */
export function refuseMilliseconds(
  filters: { readonly refuse_seconds?: number | undefined } | undefined,
): number | null {
  const seconds = filters?.refuse_seconds;
  if (seconds === undefined || Number.isNaN(seconds) || seconds < 0) return null;
  return Math.min(seconds, longestSeconds) * 1000;
}

const longestSeconds = 365 * 24 * 60 * 60;

/** The tasks that an operation would launch; with words where it is one that nothing here can do. */
function tasksOf({ type, id, launch, launch_group }: Read<typeof Operation>) {
  if (type === 'LAUNCH') {
    const refused = id === undefined ? undefined : "The 'id' field must not be set in a LAUNCH operation";
    return (launch?.task_infos ?? []).map((task) => ({ task, refused }));
  }
  if (type !== 'LAUNCH_GROUP') return [];
  const refused = 'Task groups are not run here: launch each task by itself';
  return (launch_group?.task_group.tasks ?? []).map((task) => ({ task, refused }));
}

function errorOf(frameworkId: string, taskId: string, message: string, reason: string, timestamp: number): TaskStatus {
  return {
    taskId,
    frameworkId,
    agentId: null,
    state: 'TASK_ERROR',
    uuid: null,
    source: 'master',
    reason,
    message,
    timestamp,
  };
}
