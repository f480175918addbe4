import { newId } from '../../platform/index.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { executorName, executorRecord, inExecutor, whyNotInExecutor } from '../executors/executor-task.ts';
import type { ExecutorRequest, LaunchRequest } from '../framework-port.ts';
import { notChecked } from '../rules/checked.ts';
import { commandBytes } from '../rules/command-size.ts';
import type { HeldVolume, TaskRecord } from '../tasks/task-record.ts';
import { held } from '../volumes/volumes-of-task.ts';
import type { LiveFramework } from './live-framework.ts';
import type { OfferedRoom } from './offered-room.ts';
import type { OpenOffer } from './offers.ts';

export type Placed = TaskRecord & { readonly agent: string };

interface Frameworks {
  readonly parts: ClusterParts;
  /** Our id of a task that a framework calls so. */
  idOf(framework: string, task: string): string | undefined;
}

/**
 * Those that fit into what was offered, one after the other. What they take is taken from the room, and their volumes are
 * theirs.
 *
 * @param refuse  told of the others, with why not
 */
export function fitting(
  frameworks: Frameworks,
  framework: LiveFramework,
  launches: readonly LaunchRequest[],
  first: OpenOffer,
  room: OfferedRoom,
  refuse: (launch: LaunchRequest, why: string) => void,
): Placed[] {
  const { parts } = frameworks;
  const { account } = framework.record;
  let most = parts.options.mostTasks - parts.tasks.countOf(account);
  /** Those that begin with these tasks. */
  const executors = new Map<string, TaskRecord>();
  return launches.flatMap((each) => {
    const problem =
      most-- > 0
        ? whyNot(frameworks, framework, each, first, room, executors)
        : `${account} has too many tasks that have not ended`;
    const volumes = problem === null ? volumesOf(room, each) : [];
    const task = taskOf(frameworks, framework, each, first, volumes);
    const taken = problem === null && claim(parts, task);
    if (problem !== null || taken) {
      refuse(each, problem ?? 'Task uses a persistent volume that another task has');
      return [];
    }
    room.take(each.share, each.reserved);
    framework.launching.add(each.taskId);
    if (each.executor === null) return [task];
    const { executorId, share } = each.executor;
    const known = executors.get(executorId) ?? executorOf(frameworks, framework, first, each.executor);
    if (known !== undefined) return [inExecutor(task, known, each.executor)];
    const executor = newExecutor(frameworks, framework, each.executor, task);
    executors.set(executorId, executor);
    room.take(share);
    return [executor, inExecutor(task, executor, each.executor)];
  });
}

/** Whether another task has one of its volumes. */
function claim({ volumes }: ClusterParts, task: TaskRecord): boolean {
  return (
    volumes.claim(
      task.id,
      (task.volumes ?? []).map(({ id }) => id),
    ) !== undefined
  );
}

function volumesOf(room: OfferedRoom, { volumes }: LaunchRequest): HeldVolume[] {
  return volumes.flatMap((volume) => {
    const record = room.find(volume);
    return record === undefined ? [] : [held(record, volume.path, false)];
  });
}

/** Whether the framework has a task of this name, or one that is being stored. */
export function isKnown(frameworks: Frameworks, { record, launching }: LiveFramework, taskId: string): boolean {
  return launching.has(taskId) || frameworks.idOf(record.id, taskId) !== undefined;
}

function whyNot(
  frameworks: Frameworks,
  framework: LiveFramework,
  launch: LaunchRequest,
  offer: OpenOffer,
  room: OfferedRoom,
  beginning: ReadonlyMap<string, TaskRecord>,
): string | null {
  const { taskId, agentId, share, reserved, volumes, argv, env, executor } = launch;
  if (agentId !== offer.agentId) return `Task is on agent '${agentId}', and the offers are of '${offer.agentId}'`;
  const { record } = framework;
  if (isKnown(frameworks, framework, taskId)) return `Task has duplicate ID: ${taskId}`;
  const beside = [launch.fetches, launch.healthCheck, launch.check, launch.labels];
  const bytes = commandBytes(argv, Object.fromEntries(env), beside);
  if (bytes > frameworks.parts.options.mostCommandBytes)
    return 'The command of the task is too long, with its variables, files, checks and labels';
  const lacks = room.whyNot(share, reserved);
  if (lacks !== null) return lacks;
  if (volumes.some((volume) => room.find(volume) === undefined))
    return 'Task uses persistent volumes that the offers do not have';
  if (executor === null) return null;
  const runs = beginning.get(executor.executorId) ?? executorOf(frameworks, { record }, offer, executor);
  return whyNotInExecutor(executor, runs, share, room.share, frameworks.parts.options.mostCommandBytes);
}

/** The executor of this id on the agent, where it runs. */
function executorOf(
  frameworks: Frameworks,
  { record }: Pick<LiveFramework, 'record'>,
  { agentId }: OpenOffer,
  { executorId }: ExecutorRequest,
): TaskRecord | undefined {
  const id = frameworks.idOf(record.id, executorName(agentId, executorId));
  return id === undefined ? undefined : frameworks.parts.tasks.get(id);
}

function newExecutor({ parts }: Frameworks, framework: LiveFramework, executor: ExecutorRequest, task: Placed): Placed {
  return executorRecord(newId(parts.foundation.clock.now()), framework.record.name, executor, task);
}

function taskOf(
  { parts }: Frameworks,
  framework: LiveFramework,
  { taskId, name, share, image, argv, env, fetches, healthCheck, check, graceMs, longestMs, labels }: LaunchRequest,
  { agentId, role }: OpenOffer,
  volumes: readonly HeldVolume[],
): Placed {
  const now = parts.foundation.clock.now();
  const { record, priority } = framework;
  return {
    id: newId(now),
    framework: record.id,
    frameworkTask: taskId,
    name: name === '' ? taskId : name,
    account: record.account,
    role,
    priority,
    resources: share.resources,
    ports: share.ports,
    command: argv,
    environment: Object.fromEntries(env),
    folder: null,
    constraints: [],
    ...(image === null ? {} : { container: { image } }),
    fetch: fetches.map(({ url, extract, executable, cache, outputFile }) => ({
      ...{ uri: url, extract, executable, cache },
      ...(outputFile === null ? {} : { output: outputFile }),
    })),
    health: healthCheck,
    healthy: null,
    check,
    checked: notChecked,
    graceMilliseconds: graceMs,
    milliseconds: longestMs,
    key: null,
    state: 'staging',
    reason: null,
    agent: agentId,
    groups: [],
    requestedAt: now,
    launchedAt: now,
    startedAt: null,
    endedAt: null,
    exitCode: null,
    end: null,
    timeline: [{ at: now, state: 'staging', source: 'platform', reason: null, message: '' }],
    labels,
    updates: [],
    ...(volumes.length === 0 ? {} : { volumes }),
    version: 1,
  };
}
