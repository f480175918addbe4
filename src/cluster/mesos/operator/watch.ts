import type { Given } from '../codec/schema.ts';
import type { EventStream } from '../http/event-stream.ts';
import { heartbeatSeconds } from '../http/event-stream.ts';
import type { OperatorEvent } from '../messages/operator-event.ts';
import { toMesosFramework } from '../translate/framework.ts';
import { toMesosStatus } from '../translate/status.ts';
import type { View } from '../view.ts';
import { toAgent, toFramework, toMesosTask, toState } from './messages.ts';

type Event = Given<typeof OperatorEvent>;
const lookEveryMs = 1_000;

/** The state as it is, and then what changes in it, until the client goes. */
export function watch(stream: EventStream<typeof OperatorEvent>, look: () => View): void {
  let before = look();
  stream.send({
    type: 'SUBSCRIBED',
    subscribed: { get_state: toState(before), heartbeat_interval_seconds: heartbeatSeconds },
  });
  stream.keepAlive({ type: 'HEARTBEAT' });
  const timer = setInterval(() => {
    const now = look();
    for (const event of changes(before, now)) stream.send(event);
    before = now;
  }, lookEveryMs);
  stream.onClose(() => clearInterval(timer));
}

/** What happened between two looks, frameworks before their tasks. */
export function changes(before: View, now: View): Event[] {
  const events: Event[] = [];
  const agents = new Map(before.agents.map((agent) => [agent.id, agent]));
  const frameworks = new Map(before.frameworks.map((framework) => [framework.id, framework]));
  const tasks = new Map(before.tasks.map((task) => [`${task.frameworkId} ${task.taskId}`, task]));
  for (const agent of now.agents)
    if (!agents.has(agent.id)) events.push({ type: 'AGENT_ADDED', agent_added: { agent: toAgent(agent) } });
  for (const framework of now.frameworks) {
    const known = frameworks.get(framework.id);
    if (known?.state === framework.state && known.reregisteredAt === framework.reregisteredAt) continue;
    const said = { framework: toFramework(framework, now) };
    if (framework.state === 'completed')
      events.push({
        type: 'FRAMEWORK_REMOVED',
        framework_removed: { framework_info: toMesosFramework(framework) },
      });
    else if (known === undefined) events.push({ type: 'FRAMEWORK_ADDED', framework_added: said });
    else events.push({ type: 'FRAMEWORK_UPDATED', framework_updated: said });
  }
  for (const task of now.tasks) {
    const known = tasks.get(`${task.frameworkId} ${task.taskId}`);
    const { status, frameworkId } = task;
    if (known === undefined) events.push({ type: 'TASK_ADDED', task_added: { task: toMesosTask(task) } });
    else if (known.status.state !== status.state || known.status.timestamp !== status.timestamp) {
      const said = toMesosStatus(status, ['PARTITION_AWARE', 'TASK_KILLING_STATE']);
      events.push({
        type: 'TASK_UPDATED',
        task_updated: { framework_id: { value: frameworkId }, status: said, state: said.state },
      });
    }
  }
  const here = new Set(now.agents.map(({ id }) => id));
  for (const { id } of before.agents)
    if (!here.has(id)) events.push({ type: 'AGENT_REMOVED', agent_removed: { agent_id: { value: id } } });
  return events;
}
