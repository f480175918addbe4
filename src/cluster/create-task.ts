import { ConstraintBroken, type Context, newId } from '../platform/index.ts';
import type { BodyOf } from '../platform/operation.ts';
import type { Probe } from '../sandbox/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { containerOfTask, withContainer } from './container-of-task.ts';
import type { CheckedBy, createTask as operation, Task } from './contract.ts';
import { clusterProblems } from './problems.ts';
import { runFramework } from './rules/allocator-views.ts';
import { notChecked } from './rules/checked.ts';
import { commandBytes } from './rules/command-size.ts';
import { allowed } from './rules/priority-class.ts';
import { everyone, groupOf } from './rules/role-views.ts';
import { showTask, type Viewer } from './show-task.ts';
import { findTaskOfKey, insertTask } from './store/tasks.ts';
import type { TaskRecord } from './tasks/task-record.ts';
import { viewerOf } from './viewer.ts';
import { type VolumesOfTask, volumesOfTask } from './volumes/volumes-of-task.ts';

type Asked = BodyOf<typeof operation>;

/** Stores what the caller wants to run. From then on it is never lost: it waits for its place, and starts there. */
export async function createTask(ctx: Context, parts: ClusterParts, asked: Asked): Promise<Task> {
  const viewer = await viewerOf(ctx, parts);
  const before = asked.key === undefined ? undefined : await findTaskOfKey(ctx.read, viewer.account, asked.key);
  if (before !== undefined) return showTask(parts, parts.tasks.get(before.id) ?? before, viewer);
  const { constraints, fetch, health, check } = asked;
  const bytes = commandBytes(asked.command, asked.environment ?? {}, [constraints, fetch, health, check]);
  if (bytes > parts.options.mostCommandBytes)
    throw clusterProblems['command-too-long']({
      field: 'command',
      detail: `Command, environment, files to fetch, constraints and checks have ${bytes} bytes, at most ${parts.options.mostCommandBytes} are taken (setting cluster.most-command); put the rest into a file.`,
    });
  if (parts.tasks.countOf(viewer.account) >= parts.options.mostTasks)
    throw clusterProblems['too-many-tasks'](
      `${viewer.account} has ${parts.options.mostTasks} tasks that have not ended (setting cluster.most-tasks); end some first.`,
    );
  const primary = await parts.directory.primaryGroup(viewer.account);
  const role = roleFor(parts, asked, viewer, primary);
  const container = containerOfTask(asked);
  const volumes = volumesOfTask(parts, role, asked.volumes);
  const task = withContainer(withVolumes(newTask(asked, viewer, role, ctx.now()), volumes), container);
  claimVolumes(parts, task);
  try {
    await ctx.commit(insertTask(task));
  } catch (error) {
    parts.volumes.release(task.id, volumeIds(task));
    const same = error instanceof ConstraintBroken && task.key !== null;
    const first = same ? await findTaskOfKey(ctx.read, viewer.account, task.key ?? '') : undefined;
    if (first === undefined) throw error;
    return showTask(parts, parts.tasks.get(first.id) ?? first, viewer);
  }
  parts.tasks.add(task);
  return showTask(parts, task, viewer);
}

function newTask(asked: Asked, viewer: Viewer, role: string, now: number): TaskRecord {
  const { cpus, memory, disk, inodes, bandwidth, ports } = asked.resources;
  const id = newId(now);
  return {
    id,
    framework: runFramework.id,
    frameworkTask: id,
    name: asked.name ?? nameOf(asked.command),
    account: viewer.account,
    role,
    priority: asked.class ?? 'batch',
    resources: { milliCpus: Math.max(1, Math.round(cpus * 1000)), memory, disk, inodes, bandwidth, ports },
    ports: [],
    command: asked.command,
    environment: asked.environment ?? {},
    folder: asked.folder ?? null,
    constraints: asked.constraints ?? [],
    fetch: asked.fetch ?? [],
    health: asked.health === undefined ? null : { ...asked.health, how: probeOf(asked.health.how) },
    healthy: null,
    check: asked.check === undefined ? null : { ...asked.check, how: probeOf(asked.check.how) },
    checked: notChecked,
    graceMilliseconds: asked.graceSeconds === undefined ? null : 1000 * asked.graceSeconds,
    milliseconds: asked.milliseconds ?? null,
    key: asked.key ?? null,
    state: 'queued',
    reason: null,
    agent: null,
    groups: [],
    requestedAt: now,
    launchedAt: null,
    startedAt: null,
    endedAt: null,
    exitCode: null,
    end: null,
    labels: [],
    updates: [],
    timeline: [{ at: now, state: 'queued', source: 'platform', reason: null, message: '' }],
    version: 1,
  };
}

/** It runs where its volumes are. */
function withVolumes(task: TaskRecord, given: VolumesOfTask | undefined): TaskRecord {
  if (given === undefined) return task;
  const there = { attribute: 'agent', values: [given.agent], not: false };
  return { ...task, volumes: given.volumes, constraints: [...task.constraints, there] };
}

const volumeIds = ({ volumes = [] }: TaskRecord) => volumes.map(({ id }) => id);

function claimVolumes({ volumes }: ClusterParts, task: TaskRecord): void {
  const taken = volumes.claim(task.id, volumeIds(task));
  if (taken === undefined) return;
  const name = task.volumes?.find(({ id }) => id === taken)?.name ?? taken;
  throw clusterProblems['volume-in-use']({
    field: 'volumes',
    detail: `"${name}" is had by the task ${volumes.userOf(taken)}; one task at a time has a volume.`,
  });
}

/** The caller's own role in one of the caller's groups, the primary one where none is named; `everyone` is all's. */
function roleFor(
  parts: ClusterParts,
  { role, class: asked = 'batch' }: Asked,
  { account, groups }: Viewer,
  primary: string,
): string {
  const path = role === undefined ? `${primary}/${account}` : role.includes('/') ? role : `${role}/${account}`;
  const group = groupOf(path);
  if (path !== `${group}/${account}` || (group !== everyone && !groups.includes(group)))
    throw clusterProblems['role-not-allowed']({
      field: 'role',
      detail: `"${role}" is no role of ${account}; yours are ${[everyone, ...groups].map((name) => `${name}/${account}`).join(', ')}.`,
    });
  const { highestClass } = parts.roles.view(path);
  if (!allowed(asked, highestClass))
    throw clusterProblems['class-not-allowed']({
      field: 'class',
      detail: `${path} may ask for the class ${highestClass} at most, and this asks for ${asked}.`,
    });
  return path;
}

function probeOf(how: CheckedBy): Probe {
  return how.kind === 'command' ? { kind: 'command', argv: how.command, env: {} } : how;
}

/** As people call it: the program's name. */
function nameOf([program = '']: readonly string[]): string {
  const name = (program.split('/').at(-1) ?? program).replace(/[^\x20-\x7e]/g, '').slice(0, 100);
  return name === '' ? 'task' : name;
}
