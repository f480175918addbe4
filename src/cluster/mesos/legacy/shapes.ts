import type { AgentRecord, KnownFramework, Share, TaskRecord } from '../../framework-port.ts';
import { count } from '../../rules/ranges.ts';
import { minus, sum } from '../../rules/resources.ts';
import { toThousandths } from '../codec/fixed-point.ts';
import { version } from '../operator/messages.ts';
import { agentPort } from '../translate/offer.ts';
import { toMesosResources } from '../translate/resources.ts';
import { frameworksByRole, heldBy, type Running, type View } from '../view.ts';

/** The answers of Mesos's older endpoints, which many tools still read. */

export function resourcesOf(share: Share): Record<string, number | string> {
  const made: Record<string, number | string> = { cpus: 0, mem: 0, disk: 0, gpus: 0 };
  for (const { name, scalar } of toMesosResources(share, null)) if (scalar) made[name] = toThousandths(scalar.value);
  if (count(share.ports) > 0) made.ports = `[${share.ports.map(({ begin, end }) => `${begin}-${end}`).join(', ')}]`;
  return made;
}

export function taskOf({ taskId, name, frameworkId, agentId, share, role, account, status, labels }: TaskRecord) {
  return {
    id: taskId,
    name,
    framework_id: frameworkId,
    executor_id: status.executorId ?? '',
    slave_id: agentId ?? '',
    state: status.state,
    resources: resourcesOf(share),
    role,
    user: account,
    statuses: [{ state: status.state, timestamp: status.timestamp / 1000 }],
    ...(labels.length === 0 ? {} : { labels }),
  };
}

export function slaveOf(agent: AgentRecord) {
  const { id, hostname, attributes, total, used, offered, reserved, state, registeredAt } = agent;
  return {
    id,
    hostname,
    port: agentPort,
    pid: `slave(1)@127.0.0.1:${agentPort}`,
    registered_time: registeredAt / 1000,
    active: state === 'active' || state === 'draining',
    deactivated: state !== 'active',
    version,
    attributes: Object.fromEntries(attributes),
    resources: resourcesOf(total),
    used_resources: resourcesOf(used),
    offered_resources: resourcesOf(offered),
    unreserved_resources: resourcesOf({
      ...total,
      resources: reserved.reduce((left, one) => minus(left, one.resources), total.resources),
    }),
    reserved_resources: reservedOf(reserved),
    capabilities: ['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT'],
  };
}

function reservedOf(reserved: AgentRecord['reserved']) {
  const roles = Map.groupBy(reserved, ({ role }) => role);
  return Object.fromEntries(
    [...roles].map(([role, all]) => [
      role,
      resourcesOf({ resources: sum(all.map((one) => one.resources)), ports: [] }),
    ]),
  );
}

export function frameworkOf(framework: KnownFramework, { tasks, executors }: Running) {
  const held = resourcesOf(heldBy({ tasks, executors }));
  const { id, name, account, capabilities, roles, hostname, webUiUrl, state, registeredAt, endedAt } = framework;
  const connected = state === 'connected';
  return {
    id,
    name,
    user: account,
    principal: account,
    role: roles[0] ?? '*',
    roles,
    hostname,
    webui_url: webUiUrl,
    capabilities,
    failover_timeout: framework.failoverTimeoutMs / 1000,
    checkpoint: true,
    active: connected,
    connected,
    recovered: false,
    registered_time: registeredAt / 1000,
    unregistered_time: (endedAt ?? 0) / 1000,
    used_resources: held,
    resources: held,
    tasks: tasks.filter(({ ended, status }) => !ended && status.state !== 'TASK_UNREACHABLE').map(taskOf),
    unreachable_tasks: tasks.filter(({ ended, status }) => !ended && status.state === 'TASK_UNREACHABLE').map(taskOf),
    completed_tasks: tasks.filter(({ ended }) => ended).map(taskOf),
    offers: [],
    executors: executors.map(({ executorId, agentId, share }) => ({
      executor_id: executorId,
      framework_id: framework.id,
      slave_id: agentId,
      resources: resourcesOf(share),
    })),
  };
}

/** How many tasks of each state, by the names that summaries give them. */
export function countsOf(tasks: readonly TaskRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const states = [
    'STAGING',
    'STARTING',
    'RUNNING',
    'KILLING',
    'FINISHED',
    'KILLED',
    'FAILED',
    'LOST',
    'ERROR',
    'UNREACHABLE',
    'DROPPED',
    'GONE',
    'GONE_BY_OPERATOR',
  ];
  for (const state of states) counts[`TASK_${state}`] = 0;
  for (const { status } of tasks) counts[status.state] = (counts[status.state] ?? 0) + 1;
  return counts;
}

export function rolesOf(view: View) {
  const ofRole = frameworksByRole(view);
  return view.roles.map(({ path, weight, guarantee, limit }) => ({
    name: path,
    weight,
    frameworks: ofRole(path),
    resources: resourcesOf(heldBy(view.ofRole(path))),
    quota: { guarantee, limit, role: path },
  }));
}
