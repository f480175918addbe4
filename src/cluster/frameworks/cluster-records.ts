import { type KnownAgent, stateOf } from '../agents/agents.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import type { AgentRecord, RoleRecord, Share, TaskRecord as ToldTask } from '../framework-port.ts';
import { runFramework } from '../rules/allocator-views.ts';
import { type Range, type Ranges, tidy } from '../rules/ranges.ts';
import { sum } from '../rules/resources.ts';
import { isOver } from '../rules/task-life.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { volumeShare } from '../volumes/volume-share.ts';
import type { Offers } from './offers.ts';
import { statusOf } from './status-of.ts';

/** The agents as Mesos's words know them. */
export function agentRecords(parts: ClusterParts, offers: Offers): AgentRecord[] {
  return parts.agents.all().map((agent) => agentRecord(parts, offers, agent));
}

export function agentRecord(parts: ClusterParts, offers: Offers, agent: KnownAgent): AgentRecord {
  const { holdings, reservations, volumes } = parts;
  const held = holdings.onAgent(agent.id);
  const open = offers.on(agent.id);
  return {
    id: agent.id,
    hostname: agent.attributes.hostname ?? agent.id,
    state: stateOf(agent),
    markGone: agent.markGone,
    attributes: new Map(Object.entries(agent.attributes)),
    total: { resources: agent.total, ports: agent.ports },
    used: { resources: held.resources, ports: portsOf(held.withPorts.values()) },
    offered: {
      resources: sum(open.map(({ share }) => share.resources)),
      ports: tidy(open.flatMap(({ share }) => share.ports)),
    },
    reserved: reservations.on(agent.id).map((one) => ({ ...one, principal: one.madeBy })),
    volumes: volumes.on(agent.id).map((one) => volumeShare(parts, one)),
    registeredAt: agent.registeredAt,
  };
}

/** Tasks of frameworks that speak for themselves, those too whose end was not acknowledged yet. */
export function toldTasks({ tasks }: ClusterParts, account: string | null): ToldTask[] {
  const all: ToldTask[] = [];
  for (const task of tasks.known())
    if (isTold(task) && (account === null || task.account === account)) all.push(toldTask(task));
  return all;
}

export function isTold({ framework, executor }: TaskRecord): boolean {
  return framework !== runFramework.id && executor === undefined;
}

export function toldTask(task: TaskRecord): ToldTask {
  return {
    frameworkId: task.framework,
    taskId: task.frameworkTask,
    name: task.name,
    account: task.account,
    role: task.role,
    agentId: task.agent,
    share: { resources: task.resources, ports: task.ports },
    status: statusOf(task),
    ended: isOver(task),
    labels: task.labels,
  };
}

export function roleRecords({ tasks, roles, holdings }: ClusterParts): RoleRecord[] {
  const ports = portsByRole(tasks.all());
  return roles.known().map((path) => {
    const { weight, guarantee, limit } = roles.view(path);
    const held = { resources: holdings.inRole(path).resources, ports: tidy(ports.get(path) ?? []) };
    return { path, weight, guarantee, limit, held };
  });
}

/** Of each role with those below it. */
function portsByRole(tasks: Iterable<TaskRecord>): ReadonlyMap<string, Range[]> {
  const byRole = new Map<string, Range[]>();
  for (const { role, ports } of tasks) {
    if (ports.length === 0) continue;
    const [group = role] = role.split('/', 1);
    for (const path of new Set([group, role])) {
      const known = byRole.get(path) ?? [];
      known.push(...ports);
      byRole.set(path, known);
    }
  }
  return byRole;
}

/** By tasks that have not ended, and executors. */
export function heldBy(tasks: readonly TaskRecord[]): Share {
  const running = tasks.filter((task) => !isOver(task));
  return { resources: sum(running.map(({ resources }) => resources)), ports: portsOf(running) };
}

function portsOf(tasks: Iterable<TaskRecord>): Ranges {
  return tidy([...tasks].flatMap(({ ports }) => ports));
}
