import type { AgentRecord, KnownFramework, Share, TaskRecord } from '../../framework-port.ts';
import { nothing, type Resources } from '../../rules/resources.ts';
import { readBinary } from '../codec/read-binary.ts';
import type { Given } from '../codec/schema.ts';
import type { AgentInfo } from '../messages/machines.ts';
import type {
  OperatorResponseGetAgents,
  OperatorResponseGetAgentsAgent,
  OperatorResponseGetExecutors,
  OperatorResponseGetFrameworks,
  OperatorResponseGetFrameworksFramework,
  OperatorResponseGetState,
  OperatorResponseGetTasks,
} from '../messages/operator-response.ts';
import { ExecutorInfo, type Task } from '../messages/task.ts';
import type { Resource } from '../messages/values.ts';
import { toMesosFramework } from '../translate/framework.ts';
import { agentPort, toMesosAttributes } from '../translate/offer.ts';
import { toMesosResources, withReserved } from '../translate/resources.ts';
import { toMesosStatus } from '../translate/status.ts';
import { toMesosVolume } from '../translate/volumes.ts';
import { heldBy, type View } from '../view.ts';

/** Operators are told every state by its own name. */
export const allStates = ['PARTITION_AWARE', 'TASK_KILLING_STATE'];
export const version = '1.11.0';

export function toTime(milliseconds: number): { readonly nanoseconds: number } {
  return { nanoseconds: milliseconds * 1_000_000 };
}

export function toMesosTask({
  frameworkId,
  taskId,
  name,
  account,
  role,
  agentId,
  share,
  status,
  labels,
}: TaskRecord): Given<typeof Task> {
  const last = toMesosStatus(status, allStates);
  return {
    name,
    task_id: { value: taskId },
    framework_id: { value: frameworkId },
    ...(status.executorId === undefined ? {} : { executor_id: { value: status.executorId } }),
    agent_id: { value: agentId ?? '' },
    state: last.state,
    resources: toMesosResources(share, role),
    statuses: [last],
    user: account,
    ...(labels.length === 0 ? {} : { labels: { labels } }),
  };
}

function totalOf({ total, reserved, volumes }: AgentRecord): Given<typeof Resource>[] {
  return [...withReserved(total, reserved, null, true), ...volumes.map((volume) => toMesosVolume(volume, null, true))];
}

export function toAgentInfo(agent: AgentRecord): Given<typeof AgentInfo> {
  const { id, hostname, attributes } = agent;
  return {
    id: { value: id },
    hostname,
    port: agentPort,
    resources: totalOf(agent),
    attributes: toMesosAttributes(attributes),
  };
}

export function toAgent(agent: AgentRecord): Given<typeof OperatorResponseGetAgentsAgent> {
  return {
    agent_info: toAgentInfo(agent),
    active: agent.state === 'active' || agent.state === 'draining',
    deactivated: agent.state !== 'active',
    version,
    pid: `slave(1)@127.0.0.1:${agentPort}`,
    registered_time: toTime(agent.registeredAt),
    total_resources: totalOf(agent),
    allocated_resources: toMesosResources(agent.used, null),
    offered_resources: toMesosResources(agent.offered, null),
    ...(agent.state === 'draining'
      ? { drain_info: { state: 'DRAINING' as const, config: { mark_gone: agent.markGone } } }
      : {}),
  };
}

export function toFramework(
  framework: KnownFramework,
  held: Share,
): Given<typeof OperatorResponseGetFrameworksFramework> {
  const connected = framework.state === 'connected';
  return {
    framework_info: toMesosFramework(framework),
    active: connected,
    connected,
    recovered: false,
    registered_time: toTime(framework.registeredAt),
    ...(framework.reregisteredAt === null ? {} : { reregistered_time: toTime(framework.reregisteredAt) }),
    ...(framework.endedAt === null ? {} : { unregistered_time: toTime(framework.endedAt) }),
    allocated_resources: toMesosResources(held, null),
  };
}

export function toAgents({ agents }: View): Given<typeof OperatorResponseGetAgents> {
  return { agents: agents.map(toAgent) };
}

export function toFrameworks(view: View): Given<typeof OperatorResponseGetFrameworks> {
  const { frameworks } = view;
  const each = (framework: KnownFramework) => toFramework(framework, heldBy(view.ofFramework(framework.id)));
  return {
    frameworks: frameworks.filter(({ state }) => state !== 'completed').map(each),
    completed_frameworks: frameworks.filter(({ state }) => state === 'completed').map(each),
  };
}

export function toExecutors({ executors }: View): Given<typeof OperatorResponseGetExecutors> {
  return {
    executors: executors.map(({ info, agentId }) => ({
      executor_info: readBinary(ExecutorInfo, info),
      agent_id: { value: agentId },
    })),
  };
}

export function toTasks({ tasks }: View): Given<typeof OperatorResponseGetTasks> {
  const unreachable = (task: TaskRecord) => task.status.state === 'TASK_UNREACHABLE';
  const placed = tasks.filter(({ agentId }) => agentId !== null);
  return {
    pending_tasks: tasks.filter(({ agentId, ended }) => agentId === null && !ended).map(toMesosTask),
    tasks: placed.filter((task) => !task.ended && !unreachable(task)).map(toMesosTask),
    unreachable_tasks: placed.filter((task) => !task.ended && unreachable(task)).map(toMesosTask),
    completed_tasks: tasks.filter(({ ended }) => ended).map(toMesosTask),
  };
}

export function toState(view: View): Given<typeof OperatorResponseGetState> {
  return {
    get_tasks: toTasks(view),
    get_executors: toExecutors(view),
    get_frameworks: toFrameworks(view),
    get_agents: toAgents(view),
  };
}

/** An amount of a role by Mesos's names. */
export function toQuantities(amounts: Partial<Resources>): ReadonlyMap<string, { readonly value: number }> {
  const resources = { ...nothing, ...amounts };
  const made = toMesosResources({ resources, ports: [] }, null);
  return new Map(made.map(({ name, scalar }) => [name, { value: scalar?.value ?? 0 }]));
}
