import type { ClusterCore, ClusterEvent } from '../../framework-port.ts';
import type { Given } from '../codec/schema.ts';
import { type EventStream, heartbeatSeconds } from '../http/event-stream.ts';
import type { OperatorEvent } from '../messages/operator-event.ts';
import { toMesosFramework } from '../translate/framework.ts';
import { toMesosStatus } from '../translate/status.ts';
import type { View } from '../view.ts';
import { allStates, toAgent, toFramework, toMesosTask, toState } from './messages.ts';

/** The state as it is, and then what changes in it as it does, until the client goes. */
export function watch(stream: EventStream<typeof OperatorEvent>, core: Pick<ClusterCore, 'watch'>, view: View): void {
  stream.send({
    type: 'SUBSCRIBED',
    subscribed: { get_state: toState(view), heartbeat_interval_seconds: heartbeatSeconds },
  });
  stream.keepAlive({ type: 'HEARTBEAT' });
  const stop = core.watch((event) => {
    const told = toEvent(event, view);
    if (told !== null) stream.send(told);
  });
  stream.onClose(stop);
}

/** Null: it is nothing that the viewer may see. */
function toEvent(event: ClusterEvent, view: View): Given<typeof OperatorEvent> | null {
  switch (event.type) {
    case 'task-added':
      return view.sees(event.task) ? { type: 'TASK_ADDED', task_added: { task: toMesosTask(event.task) } } : null;
    case 'task-updated': {
      if (!view.sees(event)) return null;
      const status = toMesosStatus(event.status, allStates);
      const framework_id = { value: event.status.frameworkId };
      return { type: 'TASK_UPDATED', task_updated: { framework_id, status, state: status.state } };
    }
    case 'framework-added':
    case 'framework-updated':
    case 'framework-removed':
      return view.sees(event.framework) ? ofFramework(event) : null;
    case 'agent-added':
      return { type: 'AGENT_ADDED', agent_added: { agent: toAgent(view.ofAgent(event.agent)) } };
    case 'agent-removed':
      return { type: 'AGENT_REMOVED', agent_removed: { agent_id: { value: event.agentId } } };
    default:
      return event satisfies never;
  }
}

type FrameworkEvent = Extract<ClusterEvent, { readonly held: unknown }>;

function ofFramework({ type, framework, held }: FrameworkEvent): Given<typeof OperatorEvent> {
  if (type === 'framework-removed')
    return { type: 'FRAMEWORK_REMOVED', framework_removed: { framework_info: toMesosFramework(framework) } };
  const said = { framework: toFramework(framework, held) };
  return type === 'framework-added'
    ? { type: 'FRAMEWORK_ADDED', framework_added: said }
    : { type: 'FRAMEWORK_UPDATED', framework_updated: said };
}
