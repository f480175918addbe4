import type { MesosTaskState, TaskStatus } from '../../framework-port.ts';
import { readBinary } from '../codec/read-binary.ts';
import type { Given } from '../codec/schema.ts';
import { TaskStatus as MesosStatus, TaskStatusReason } from '../messages/task.ts';

const source = { master: 'SOURCE_MASTER', agent: 'SOURCE_AGENT', executor: 'SOURCE_EXECUTOR' } as const;
/** States that only those know who can live with partitions. */
const lost: ReadonlySet<MesosTaskState> = new Set([
  'TASK_DROPPED',
  'TASK_UNREACHABLE',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
  'TASK_UNKNOWN',
]);

/** A state in the words that a framework with these capabilities knows. */
export function knownState(state: MesosTaskState, capabilities: readonly string[]): MesosTaskState {
  if (lost.has(state) && !capabilities.includes('PARTITION_AWARE')) return 'TASK_LOST';
  return state === 'TASK_KILLING' && !capabilities.includes('TASK_KILLING_STATE') ? 'TASK_RUNNING' : state;
}

export function toMesosStatus(status: TaskStatus, capabilities: readonly string[]): Given<typeof MesosStatus> {
  const {
    taskId,
    agentId,
    uuid,
    reason,
    message,
    timestamp,
    healthy,
    check,
    said,
    executorId = taskId,
    containerId,
  } = status;
  return {
    ...(said === undefined ? {} : readBinary(MesosStatus, said)),
    task_id: { value: taskId },
    state: knownState(status.state, capabilities),
    source: source[status.source],
    timestamp: timestamp / 1000,
    ...(message === '' ? {} : { message }),
    ...(agentId === null ? {} : { agent_id: { value: agentId }, executor_id: { value: executorId } }),
    ...(containerId === undefined ? {} : { container_status: { container_id: { value: containerId } } }),
    ...(uuid === null ? {} : { uuid }),
    ...(healthy === undefined ? {} : { healthy }),
    ...(check === undefined ? {} : { check_status: checkStatus(check) }),
    ...(reason !== null && isReason(reason) ? { reason } : {}),
    ...(status.state === 'TASK_UNREACHABLE' ? { unreachable_time: { nanoseconds: timestamp * 1_000_000 } } : {}),
  };
}

function checkStatus({ kind, exitCode, statusCode, succeeded }: NonNullable<TaskStatus['check']>) {
  switch (kind) {
    case 'command':
      return { type: 'COMMAND' as const, command: exitCode === undefined ? {} : { exit_code: exitCode } };
    case 'http':
      return { type: 'HTTP' as const, http: statusCode === undefined ? {} : { status_code: statusCode } };
    case 'tcp':
      return { type: 'TCP' as const, tcp: succeeded === undefined ? {} : { succeeded } };
    default:
      return kind satisfies never;
  }
}

type Reason = NonNullable<Given<typeof MesosStatus>['reason']>;

function isReason(name: string): name is Reason {
  return TaskStatusReason.numbers.has(name);
}
