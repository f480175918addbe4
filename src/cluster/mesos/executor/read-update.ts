import type { ExecutorRecord, ExecutorUpdate } from '../../framework-port.ts';
import type { Read } from '../codec/schema.ts';
import { writeBinary } from '../codec/write-binary.ts';
import { Refusal } from '../http/refusal.ts';
import type { ExecutorCall } from '../messages/executor.ts';
import { TaskStatus } from '../messages/task.ts';

/** Of one update, which is kept until the framework has acknowledged it. */
const mostBytes = 256 * 1024;

/** What an executor says of a task, in the order in which a Mesos agent looks at it. @throws Refusal 400, 413 */
export function readUpdate({ update }: Read<typeof ExecutorCall>, executor: ExecutorRecord): ExecutorUpdate {
  if (update === undefined) throw invalid("Expecting 'update' to be present");
  const { status } = update;
  const { uuid, source, state, executor_id, timestamp, reason, message = '', healthy = null } = status;
  if (uuid === undefined) throw invalid("Expecting 'uuid' to be present");
  if (uuid.length !== 16) throw invalid(`Not a valid UUID: ${uuid.length} bytes`);
  if (executor_id !== undefined && executor_id.value !== executor.executorId)
    throw invalid(
      `ExecutorID in Call: ${executor.executorId} does not match ExecutorID in TaskStatus: ${executor_id.value}`,
    );
  if (source !== 'SOURCE_EXECUTOR')
    throw invalid(
      `Received Call from executor ${executor.executorId} of framework ${executor.frameworkId} with invalid source, expecting 'SOURCE_EXECUTOR'`,
    );
  if (state === 'TASK_STAGING')
    throw invalid(
      `Received TASK_STAGING from executor ${executor.executorId} of framework ${executor.frameworkId} which is not allowed`,
    );
  const said = writeBinary(TaskStatus, status);
  if (said.length > mostBytes) throw new Refusal(413, `A TaskStatus has at most ${mostBytes} bytes`);
  const at = timestamp !== undefined && Number.isFinite(timestamp) && timestamp > 0 ? timestamp * 1000 : Date.now();
  return {
    taskId: status.task_id.value,
    ...{ uuid, state, message, healthy, said },
    reason: reason ?? null,
    timestamp: Math.min(Math.round(at), Date.now()),
  };
}

function invalid(said: string): Refusal {
  return new Refusal(400, `Failed to validate v1::executor::Call: ${said}`);
}
