import type { ExecutorRecord, ExecutorSink } from '../../framework-port.ts';
import { readBinary } from '../codec/read-binary.ts';
import type { Read } from '../codec/schema.ts';
import type { Asking } from '../http/asked.ts';
import { EventStream } from '../http/event-stream.ts';
import { answerForm } from '../http/media.ts';
import { Refusal } from '../http/refusal.ts';
import { type ExecutorCallSubscribe, ExecutorEvent } from '../messages/executor.ts';
import { ExecutorInfo, TaskInfo } from '../messages/task.ts';
import { toAgentInfo } from '../operator/messages.ts';
import type { MesosParts } from '../parts.ts';
import { toMesosFramework } from '../translate/framework.ts';
import { readUpdate } from './read-update.ts';

/**
 * Opens the stream of what an executor is told. What it says that was not acknowledged to it is taken as said now; the
 * tasks that it says it knows are not begun again.
 */
export async function subscribe(
  { core }: MesosParts,
  asked: Asking,
  executor: ExecutorRecord,
  { unacknowledged_tasks, unacknowledged_updates }: Read<typeof ExecutorCallSubscribe>,
): Promise<void> {
  const form = answerForm(asked, true);
  const updates = unacknowledged_updates.map((update) =>
    readUpdate(
      { update, executor_id: { value: executor.executorId }, framework_id: { value: executor.frameworkId } },
      executor,
    ),
  );
  const framework = core.find(executor.frameworkId);
  const agent = core.agents().find(({ id }) => id === executor.agentId);
  if (framework === undefined || agent === undefined) throw new Refusal(503, 'The agent is not known yet');
  const stream = new EventStream(asked.takeOver(), form, ExecutorEvent);
  stream.send({
    type: 'SUBSCRIBED',
    subscribed: {
      executor_info: readBinary(ExecutorInfo, executor.info),
      framework_info: toMesosFramework(framework),
      agent_info: toAgentInfo(agent),
      container_id: { value: executor.containerId },
    },
  });
  stream.keepAlive({ type: 'HEARTBEAT' });
  const known = new Set(unacknowledged_tasks.map(({ task_id }) => task_id.value));
  const connection = await core.executors.connect(executor, sinkOf(stream), known);
  stream.onClose(() => connection.close());
  for (const update of updates) await connection.update(update);
}

function sinkOf(stream: EventStream<typeof ExecutorEvent>): ExecutorSink {
  return {
    launch: (task) => stream.send({ type: 'LAUNCH', launch: { task: readBinary(TaskInfo, task) } }),
    kill(taskId, graceMs) {
      const grace_period = { nanoseconds: (graceMs ?? 0) * 1_000_000 };
      const policy = graceMs === null ? {} : { kill_policy: { grace_period } };
      stream.send({ type: 'KILL', kill: { task_id: { value: taskId }, ...policy } });
    },
    acknowledged: (taskId, uuid) =>
      stream.send({ type: 'ACKNOWLEDGED', acknowledged: { task_id: { value: taskId }, uuid } }),
    message: (data) => stream.send({ type: 'MESSAGE', message: { data } }),
    shutdown: () => stream.send({ type: 'SHUTDOWN' }),
    end: () => stream.end(),
  };
}
