import type { CheckResult } from '../../sandbox/index.ts';
import type { TaskStep } from '../contract.ts';
import type { MesosTaskState, TaskStatus } from '../framework-port.ts';
import type { StatusUpdate, TaskRecord } from '../tasks/task-record.ts';

const states: Readonly<Record<TaskRecord['state'], MesosTaskState>> = {
  queued: 'TASK_STAGING',
  staging: 'TASK_STAGING',
  starting: 'TASK_STARTING',
  running: 'TASK_RUNNING',
  killing: 'TASK_KILLING',
  unreachable: 'TASK_UNREACHABLE',
  finished: 'TASK_FINISHED',
  failed: 'TASK_FAILED',
  killed: 'TASK_KILLED',
  error: 'TASK_ERROR',
  lost: 'TASK_LOST',
  dropped: 'TASK_DROPPED',
  gone: 'TASK_GONE',
};

function stateOf({ state, reason }: Pick<TaskStep, 'state' | 'reason'>): MesosTaskState {
  return state === 'gone' && reason === 'REASON_AGENT_REMOVED_BY_OPERATOR' ? 'TASK_GONE_BY_OPERATOR' : states[state];
}

/** An update that waits for its acknowledgement. */
export function updateOf(task: TaskRecord, { uuid, step, healthy, check, said }: StatusUpdate): TaskStatus {
  return {
    ...of(task),
    state: stateOf(step),
    uuid: Buffer.from(uuid, 'hex'),
    source: step.source === 'platform' ? 'master' : executed(task, step) ? 'agent' : 'executor',
    reason: step.reason,
    message: step.message,
    timestamp: step.at,
    ...(healthy === undefined ? {} : { healthy }),
    ...checked(task, check),
    ...(said === undefined ? {} : { said: Buffer.from(said, 'base64') }),
  };
}

/** How the task is, which nobody has to acknowledge. */
export function statusOf(task: TaskRecord): TaskStatus {
  const step = task.timeline.at(-1);
  return {
    ...of(task),
    state: stateOf({ state: task.state, reason: step?.reason ?? null }),
    uuid: null,
    source: 'master',
    reason: 'REASON_RECONCILIATION',
    message: step?.message ?? '',
    timestamp: step?.at ?? task.requestedAt,
    ...(task.healthy === null ? {} : { healthy: task.healthy }),
    ...checked(task, task.checked.check?.result),
  };
}

/** Whoever asked for a check is told in each status what it is, also before it has said anything. */
function checked({ check }: TaskRecord, result: CheckResult | undefined): Pick<TaskStatus, 'check'> {
  return check === null ? {} : { check: { kind: check.how.kind, ...result } };
}

function of({ id, frameworkTask, framework, agent, executed }: TaskRecord) {
  const executor = executed === undefined ? {} : { executorId: executed.executorId };
  return {
    taskId: frameworkTask,
    frameworkId: framework,
    agentId: agent,
    containerId: executed?.by ?? id,
    ...executor,
  };
}

/** What an agent says of a task that has an executor of its framework's is the agent's own word. */
function executed(task: TaskRecord, { source }: StatusUpdate['step']): boolean {
  return task.executed !== undefined && source === 'agent';
}
