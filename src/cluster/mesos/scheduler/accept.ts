import type { AcceptOperation, LaunchRequest, TaskStatus } from '../../framework-port.ts';
import type { Read } from '../codec/schema.ts';
import type { Operation } from '../messages/scheduler-call.ts';
import { readLaunch } from '../translate/launch.ts';
import { onlyVolumes } from '../translate/volumes.ts';
import type { LiveFramework } from './live-framework.ts';
import type { Call } from './validate.ts';

/**
 * Does what can be done with the offers. A task that cannot be launched ends at once: TASK_ERROR, as where an agent lacks a
 * capability. Other operations that cannot be done end with OPERATION_ERROR, where they have an id to be told of.
 */
export async function accept(
  framework: LiveFramework,
  { offer_ids, operations, filters }: NonNullable<Call['accept']>,
  now: number,
): Promise<void> {
  const errors: TaskStatus[] = [];
  const seen = new Set<string>();
  const read = (operation: Read<typeof Operation>): AcceptOperation => {
    if (operation.type !== 'LAUNCH' && operation.type !== 'LAUNCH_GROUP') return otherOperation(operation);
    const launches: LaunchRequest[] = [];
    for (const { task, refused } of tasksOf(operation)) {
      const taskId = task.task_id.value;
      const launch = readLaunch(task, framework.id);
      const error = (message: string, reason: string) =>
        errors.push(errorOf(framework.id, taskId, message, reason, now));
      if (refused !== undefined) error(refused, 'REASON_TASK_GROUP_INVALID');
      else if ('problem' in launch) error(launch.problem, 'REASON_TASK_INVALID');
      else if (seen.has(taskId)) error(`Task has duplicate ID: ${taskId}`, 'REASON_TASK_INVALID');
      else launches.push(launch.launch);
      seen.add(taskId);
    }
    return { kind: 'launch', launches };
  };
  const offers = offer_ids.map(({ value }) => value);
  await framework.connection.accept(offers, operations.map(read), refuseMilliseconds(filters));
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
  const refused = 'Task groups are not run here: launch each task by itself';
  return (launch_group?.task_group.tasks ?? []).map((task) => ({ task, refused }));
}

function otherOperation({ type, id, create, destroy }: Read<typeof Operation>): AcceptOperation {
  const operationId = id?.value ?? null;
  const refuse = (message: string): AcceptOperation => ({ kind: 'refused', operationId, message });
  if (type === 'RESERVE' || type === 'UNRESERVE')
    return refuse('A framework does not reserve out of its offers here: an operator reserves for its role');
  if (type !== 'CREATE' && type !== 'DESTROY') return refuse(`${type ?? 'UNKNOWN'} is not done here`);
  const volumes = onlyVolumes((create ?? destroy)?.volumes ?? []);
  if ('problem' in volumes) return refuse(`Invalid ${type} Operation: ${volumes.problem}`);
  return { kind: type === 'CREATE' ? 'create' : 'destroy', operationId, ...volumes };
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
