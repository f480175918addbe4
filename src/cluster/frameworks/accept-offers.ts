import { newId } from '../../platform/index.ts';
import { onAllocatorsClock } from '../allocator/monotonic.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { executorName, executorRecord, inExecutor, whyNotInExecutor } from '../executors/executor-task.ts';
import type { ExecutorRequest, LaunchRequest, MesosTaskState, ReservedShare, Share } from '../framework-port.ts';
import { includesReserved, lessReserved } from '../reserved-shares.ts';
import { viewOf } from '../rules/allocator-views.ts';
import { notChecked } from '../rules/checked.ts';
import { commandBytes } from '../rules/command-size.ts';
import { includes, tidy, without } from '../rules/ranges.ts';
import { fits, minus, sum } from '../rules/resources.ts';
import { launch } from '../run/start-placed.ts';
import { insertTask } from '../store/tasks.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import type { Appetite } from './appetite.ts';
import type { LiveFramework } from './live-framework.ts';
import type { Offering } from './offering.ts';
import type { OpenOffer } from './offers.ts';

type Placed = TaskRecord & { readonly agent: string };

/** What accepting needs of all frameworks. */
interface Frameworks {
  readonly parts: ClusterParts;
  readonly offering: Offering;
  readonly appetite: Appetite;
  /** Our id of a task that a framework calls so. */
  idOf(framework: string, task: string): string | undefined;
}

/**
 * Launches tasks on what was offered; what is left of it goes back. One offer that is not valid any more makes all of them
 * invalid: the tasks are lost before they began. A task that does not fit ends as an error, the others start.
 */
export async function acceptOffers(
  frameworks: Frameworks,
  framework: LiveFramework,
  offerIds: readonly string[],
  launches: readonly LaunchRequest[],
  refuseMs: number | null,
): Promise<void> {
  const { offering, parts } = frameworks;
  const mine = offerIds.flatMap((id) => {
    const offer = offering.offers.get(id);
    return offer?.frameworkId === framework.record.id ? [offer] : [];
  });
  const [first] = mine;
  const oneAgent = mine.every(({ agentId, role }) => agentId === first?.agentId && role === first?.role);
  if (first === undefined || mine.length < offerIds.length || !oneAgent) {
    for (const offer of mine) offering.giveBack(framework, offer, refuseMs);
    const state = framework.record.capabilities.includes('PARTITION_AWARE') ? 'TASK_DROPPED' : 'TASK_LOST';
    const message = 'Task launched with invalid offers: an offer is no longer valid';
    // What came twice has used the offer itself: its tasks are not lost.
    for (const each of launches)
      if (!isKnown(frameworks, framework, each.taskId))
        tell(frameworks, framework, each, state, 'REASON_INVALID_OFFERS', message);
    return;
  }
  if (launches.length === 0) {
    for (const offer of mine) offering.decline(framework, offer.id, refuseMs);
    return;
  }
  for (const offer of mine) offering.offers.accept(offer.id);
  const tasks = fitting(frameworks, framework, launches, first, mine);
  const needs = tasks.flatMap(({ executor, resources }) => (executor === undefined ? [resources] : []));
  try {
    await parts.foundation.database.commit(tasks.map(insertTask));
  } catch (error) {
    for (const offer of mine) offering.offers.settled(offer.id);
    for (const offer of mine) offering.giveBack(framework, offer, refuseMs);
    for (const { frameworkTask } of tasks) framework.launching.delete(frameworkTask);
    throw error;
  }
  const clock = onAllocatorsClock(parts.foundation.clock.now());
  parts.allocator.change(
    ...mine.map(({ booked }) => ({ type: 'over' as const, task: booked })),
    ...tasks.map((task) => ({ type: 'task' as const, task: viewOf(task, clock) })),
  );
  if (tasks.length > 0) frameworks.appetite.launched(framework, first.role, needs);
  for (const task of tasks) {
    parts.tasks.add(task);
    framework.launching.delete(task.frameworkTask);
  }
  for (const offer of mine) offering.offers.settled(offer.id);
  offering.refuse(framework, first, refuseMs);
  for (const task of tasks) void launch(parts, task);
}

/** Those that fit into what was offered, one after the other; the others are told why not. */
function fitting(
  frameworks: Frameworks,
  framework: LiveFramework,
  launches: readonly LaunchRequest[],
  first: OpenOffer,
  offers: readonly OpenOffer[],
): Placed[] {
  let left: Share = {
    resources: sum(offers.map(({ share }) => share.resources)),
    ports: tidy(offers.flatMap(({ share }) => share.ports)),
  };
  let reserved: readonly ReservedShare[] = offers.flatMap((offer) => offer.reserved);
  const refuse = (each: LaunchRequest, message: string) =>
    tell(frameworks, framework, each, 'TASK_ERROR', 'REASON_TASK_INVALID', message);
  const { account } = framework.record;
  let room = frameworks.parts.options.mostTasks - frameworks.parts.tasks.countOf(account);
  /** Those that begin with these tasks. */
  const executors = new Map<string, TaskRecord>();
  return launches.flatMap((each) => {
    const problem =
      room-- > 0
        ? (whyNotReserved(each, reserved) ?? whyNot(frameworks, framework, each, first, left, executors))
        : `${account} has too many tasks that have not ended`;
    if (problem !== null) {
      refuse(each, problem);
      return [];
    }
    const take = (share: Share) => {
      left = { resources: minus(left.resources, share.resources), ports: without(left.ports, share.ports) };
    };
    take(each.share);
    reserved = lessReserved(reserved, each.reserved);
    framework.launching.add(each.taskId);
    const task = taskOf(frameworks, framework, each, first);
    if (each.executor === null) return [task];
    const { executorId, share } = each.executor;
    const known = executors.get(executorId) ?? executorOf(frameworks, framework, first, each.executor);
    if (known !== undefined) return [inExecutor(task, known, each.executor)];
    const executor = newExecutor(frameworks, framework, each.executor, task);
    executors.set(executorId, executor);
    take(share);
    return [executor, inExecutor(task, executor, each.executor)];
  });
}

/** Whether the framework has a task of this name, or one that is being stored. */
function isKnown(frameworks: Frameworks, { record, launching }: LiveFramework, taskId: string): boolean {
  return launching.has(taskId) || frameworks.idOf(record.id, taskId) !== undefined;
}

function whyNotReserved({ reserved }: LaunchRequest, left: readonly ReservedShare[]): string | null {
  return includesReserved(left, reserved) ? null : 'Task uses reserved resources that the offers do not have';
}

function whyNot(
  frameworks: Frameworks,
  framework: LiveFramework,
  { taskId, agentId, share, argv, env, executor }: LaunchRequest,
  offer: OpenOffer,
  left: Share,
  beginning: ReadonlyMap<string, TaskRecord>,
): string | null {
  if (agentId !== offer.agentId) return `Task is on agent '${agentId}', and the offers are of '${offer.agentId}'`;
  const { record } = framework;
  if (isKnown(frameworks, framework, taskId)) return `Task has duplicate ID: ${taskId}`;
  if (commandBytes(argv, Object.fromEntries(env)) > frameworks.parts.options.mostCommandBytes)
    return 'The command of the task is too long';
  if (!fits(share.resources, left.resources)) return 'Task uses more resources than the offers have';
  if (!includes(left.ports, share.ports)) return 'Task uses ports that the offers do not have';
  if (executor === null) return null;
  const runs = beginning.get(executor.executorId) ?? executorOf(frameworks, { record }, offer, executor);
  return whyNotInExecutor(executor, runs, share, left, frameworks.parts.options.mostCommandBytes);
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
  { taskId, name, share, argv, env, fetches, healthCheck, check, graceMs, longestMs, labels }: LaunchRequest,
  { agentId, role }: OpenOffer,
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
    version: 1,
  };
}

function tell(
  { parts }: Frameworks,
  { record, sink }: LiveFramework,
  { taskId, agentId }: LaunchRequest,
  state: MesosTaskState,
  reason: string,
  message: string,
): void {
  const timestamp = parts.foundation.clock.now();
  const common = { taskId, frameworkId: record.id, agentId, state, uuid: null } as const;
  sink?.update({ ...common, source: 'master', reason, message, timestamp });
}
