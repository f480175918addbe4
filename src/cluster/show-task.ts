import { type LimitReport, workLimits } from '../sandbox/index.ts';
import { onAllocatorsClock } from './allocator/monotonic.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Explanation } from './contract/why.ts';
import type { Preemption, Sentence, Task, TaskDetail } from './contract.ts';
import { runFramework, workspaceFramework } from './rules/allocator-views.ts';
import { told } from './rules/say/kinds.ts';
import { sayPreemption } from './rules/say/say-preemption.ts';
import { sayWhy } from './rules/say/say-why.ts';
import { showCheck, showHealth } from './show-checks.ts';
import type { StoredPreemption } from './tasks/stored-preemption.ts';
import type { TaskRecord } from './tasks/task-record.ts';

/** Whom something is shown to. */
export interface Viewer {
  readonly account: string;
  readonly administrator: boolean;
  readonly groups: readonly string[];
}

export function showTask(parts: ClusterParts, task: TaskRecord, viewer: Viewer): Task {
  const { milliseconds, startedAt } = task;
  const why: Sentence | undefined = task.state === 'queued' ? whyWaits(parts, task, viewer)?.headline : undefined;
  return {
    id: task.id,
    name: task.name,
    framework: frameworkName(parts, task.framework),
    frameworkTaskId: task.frameworkTask,
    kind: task.framework === workspaceFramework.id ? 'workspace' : 'task',
    account: task.account,
    role: task.role,
    class: task.priority,
    resources: told(task.resources),
    state: task.state,
    reason: why ?? task.reason,
    agent: task.agent,
    ports: [...task.ports],
    requestedAt: task.requestedAt,
    launchedAt: task.launchedAt,
    startedAt,
    endedAt: task.endedAt,
    endsBy: milliseconds === null || startedAt === null || task.endedAt !== null ? null : startedAt + milliseconds,
    exitCode: task.exitCode,
    healthy: task.healthy,
    used: parts.measures.latest(task.id),
  };
}

export function showTaskDetail(
  parts: ClusterParts,
  task: TaskRecord,
  viewer: Viewer,
  log: TaskDetail['log'],
): TaskDetail {
  return {
    ...showTask(parts, task, viewer),
    command: [...task.command],
    constraints: [...task.constraints],
    fetch: [...task.fetch],
    container: task.container ?? null,
    volumes: (task.volumes ?? []).map(({ id, name, path, readOnly }) => ({ id, name, path, readOnly })),
    graceSeconds: (task.graceMilliseconds ?? parts.options.grace[task.priority]) / 1000,
    health: showHealth(task),
    check: showCheck(task),
    limits: limitsOf(parts, task),
    timeline: [...task.timeline],
    why: task.state === 'queued' ? (whyWaits(parts, task, viewer) ?? null) : null,
    preemptedFor: task.end?.by === 'preemption' ? showPreemption(task.end.preemption, task, viewer) : null,
    log,
  };
}

export function frameworkName({ frameworks }: ClusterParts, id: string): Task['framework'] {
  const builtIn = [runFramework, workspaceFramework].find((each) => each.id === id);
  return builtIn ?? { id, name: frameworks.nameOf(id) };
}

/** Why it waits; undefined before the allocator has looked at it. */
export function whyWaits(parts: ClusterParts, task: TaskRecord, viewer: Viewer): Explanation | undefined {
  return whyDemand(parts, task.id, viewer);
}

/** The same of any demand: a task's, or what a framework wants. */
export function whyDemand(parts: ClusterParts, demand: string, viewer: Viewer): Explanation | undefined {
  const reason = parts.standings.reason(demand);
  if (reason === undefined) return undefined;
  const standing = parts.standings.of(reason.role) ?? null;
  return sayWhy(reason, { seen: seenBy(viewer), wall: wallClock(parts), standing });
}

/** A time of the allocator's clock as milliseconds since 1970. */
export function wallClock({ foundation: { clock } }: ClusterParts): (at: number) => number {
  const now = clock.now();
  const ahead = now - onAllocatorsClock(now)(now);
  return (at) => Math.round(at + ahead);
}

/** A role's name for whoever may know it. */
export function seenBy({ administrator, groups, account }: Viewer): (role: string) => string | null {
  return (role) => {
    const [group = '', of] = role.split('/');
    const inGroup = group === 'everyone' ? of === undefined || of === account : groups.includes(group);
    return administrator || inGroup ? role : null;
  };
}

export function showPreemption(
  { decided, decidedAt, at, winner }: StoredPreemption,
  loser: { readonly account: string; readonly name: string },
  viewer: Viewer,
): Preemption {
  const seen = seenBy(viewer);
  const own = (account: string) => viewer.administrator || account === viewer.account;
  const { rule, chosen } = sayPreemption(decided, { winner: winner.priority, seen, now: decidedAt });
  const visible = own(loser.account);
  return {
    at,
    task: { id: decided.task, name: visible ? loser.name : '', visible },
    agent: decided.agent,
    role: seen(decided.role),
    class: decided.priority,
    resources: told(decided.resources),
    for: {
      task: own(winner.account) ? winner.task : null,
      name: own(winner.account) ? winner.name : '',
      role: seen(winner.role),
      class: winner.priority,
    },
    rule,
    chosen,
    graceSeconds: decided.grace / 1000,
  };
}

const inExecutor: LimitReport = {
  enforced: 'no',
  how: '',
  why: 'An executor and its tasks have one folder, which the limits of the home bound.',
};

/** What the host of a task enforces. */
function limitsOf(
  { agents }: ClusterParts,
  { agent, resources, executor, executed }: TaskRecord,
): TaskDetail['limits'] {
  const limits = agent === null ? undefined : agents.get(agent)?.probe?.limits;
  if (limits === undefined) return [];
  const limit = (kind: string, most: number, { enforced, why }: LimitReport) => ({ kind, limit: most, enforced, why });
  const { milliCpus, memory, disk, inodes, bandwidth } = resources;
  const ofFolder = executor === undefined && executed === undefined ? workLimits : inExecutor;
  return [
    limit('cpus', milliCpus / 1000, limits.cpu),
    limit('memory', memory, limits.memory),
    ...(disk > 0 ? [limit('disk', disk, ofFolder)] : []),
    ...(inodes > 0 ? [limit('inodes', inodes, ofFolder)] : []),
    ...(bandwidth > 0 ? [limit('bandwidth', bandwidth, limits.bandwidth)] : []),
  ];
}
