import { onAllocatorsClock } from '../allocator/monotonic.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import type { AcceptOperation, LaunchRequest, MesosTaskState, OperationStatus } from '../framework-port.ts';
import { viewOf } from '../rules/allocator-views.ts';
import { launch } from '../run/start-placed.ts';
import { insertTask } from '../store/tasks.ts';
import { insertVolume, markLeaving, type VolumeRecord } from '../store/volumes.ts';
import { removeLeaving } from '../volumes/destroy-volume.ts';
import { volumeShare } from '../volumes/volume-share.ts';
import type { Appetite } from './appetite.ts';
import { fitting, isKnown, type Placed } from './launch-on-offers.ts';
import type { LiveFramework } from './live-framework.ts';
import { OfferedRoom } from './offered-room.ts';
import type { Offering } from './offering.ts';
import type { OpenOffer } from './offers.ts';
import { createVolumes, destroyedVolumes, type VolumeOperation, type VolumesDone } from './volume-operations.ts';

/** What accepting needs of all frameworks. */
interface Frameworks {
  readonly parts: ClusterParts;
  readonly offering: Offering;
  readonly appetite: Appetite;
  /** Our id of a task that a framework calls so. */
  idOf(framework: string, task: string): string | undefined;
}

/**
 * Does what is asked with what was offered: makes volumes, launches tasks, takes volumes away; what is left of it goes
 * back. One offer that is not valid any more makes all of them invalid: the tasks are lost before they began. A task that
 * does not fit ends as an error, the others start.
 */
export async function acceptOffers(
  frameworks: Frameworks,
  framework: LiveFramework,
  offerIds: readonly string[],
  operations: readonly AcceptOperation[],
  refuseMs: number | null,
): Promise<void> {
  const { offering } = frameworks;
  const mine = offerIds.flatMap((id) => {
    const offer = offering.offers.get(id);
    return offer?.frameworkId === framework.record.id ? [offer] : [];
  });
  const [first] = mine;
  const oneAgent = mine.every(({ agentId, role }) => agentId === first?.agentId && role === first?.role);
  const launches = operations.flatMap((one) => (one.kind === 'launch' ? one.launches : []));
  if (first === undefined || mine.length < offerIds.length || !oneAgent) {
    for (const offer of mine) offering.giveBack(framework, offer, refuseMs);
    return dropAll(frameworks, framework, launches, operations);
  }
  for (const one of operations)
    if (one.kind === 'refused') finish(framework, one, 'OPERATION_ERROR', first.agentId, one.message);
  const onVolumes = operations.flatMap((one) => (one.kind === 'create' || one.kind === 'destroy' ? [one] : []));
  if (launches.length === 0 && onVolumes.length === 0) {
    for (const offer of mine) offering.decline(framework, offer.id, refuseMs);
    return;
  }
  await carryOut(frameworks, framework, { first, offers: mine, launches, onVolumes, refuseMs });
}

interface Accepted {
  readonly first: OpenOffer;
  readonly offers: readonly OpenOffer[];
  readonly launches: readonly LaunchRequest[];
  readonly onVolumes: readonly VolumeOperation[];
  readonly refuseMs: number | null;
}

async function carryOut(frameworks: Frameworks, framework: LiveFramework, accepted: Accepted): Promise<void> {
  const { offering, parts } = frameworks;
  const { first, offers, launches, refuseMs } = accepted;
  for (const offer of offers) offering.offers.accept(offer.id);
  const room = new OfferedRoom(offers);
  const created = doAll(accepted, 'create', (one) => createVolumes(parts, framework, first, room, one.volumes));
  const tasks = fitting(frameworks, framework, launches, first, room, (each, why) =>
    tell(frameworks, framework, each, 'TASK_ERROR', 'REASON_TASK_INVALID', why),
  );
  const destroyed = doAll(accepted, 'destroy', (one) => destroyedVolumes(parts, room, one.volumes));
  const [made, gone] = [volumesIn(created), volumesIn(destroyed)];
  for (const volume of gone) parts.volumes.set({ ...volume, leaving: true });
  try {
    await parts.foundation.database.commit([
      ...made.map(insertVolume),
      ...tasks.map(insertTask),
      ...gone.map(({ id }) => markLeaving(id)),
    ]);
  } catch (error) {
    undo(parts, framework, tasks, made, gone);
    for (const offer of offers) offering.offers.settled(offer.id);
    for (const offer of offers) offering.giveBack(framework, offer, refuseMs);
    throw error;
  }
  begin(frameworks, framework, offers, tasks, first.role);
  for (const offer of offers) offering.offers.settled(offer.id);
  offering.refuse(framework, first, refuseMs);
  for (const task of tasks) void launch(parts, task);
  for (const { operation, done } of [...created, ...destroyed])
    if ('problem' in done) finish(framework, operation, 'OPERATION_ERROR', first.agentId, done.problem);
    else finish(framework, operation, 'OPERATION_FINISHED', first.agentId, '', sharesOf(parts, operation, done));
  for (const volume of gone)
    void removeLeaving(parts, volume).catch((error) =>
      parts.foundation.log.error({ err: error, volume: volume.id }, 'a volume could not be removed'),
    );
}

interface Done {
  readonly operation: VolumeOperation;
  readonly done: VolumesDone;
}

function doAll(
  { onVolumes }: Accepted,
  kind: VolumeOperation['kind'],
  act: (operation: VolumeOperation) => VolumesDone,
): Done[] {
  return onVolumes.flatMap((operation) => (operation.kind === kind ? [{ operation, done: act(operation) }] : []));
}

function volumesIn(all: readonly Done[]): VolumeRecord[] {
  return all.flatMap(({ done }) => ('problem' in done ? [] : done.volumes));
}

function sharesOf(parts: ClusterParts, { kind }: VolumeOperation, done: { readonly volumes: readonly VolumeRecord[] }) {
  return kind === 'create' ? done.volumes.map((volume) => volumeShare(parts, volume)) : [];
}

/** Nothing of it was stored. */
function undo(
  { volumes }: ClusterParts,
  framework: LiveFramework,
  tasks: readonly Placed[],
  made: readonly VolumeRecord[],
  gone: readonly VolumeRecord[],
): void {
  for (const task of tasks) {
    framework.launching.delete(task.frameworkTask);
    volumes.release(
      task.id,
      (task.volumes ?? []).map(({ id }) => id),
    );
  }
  for (const volume of gone) volumes.set(volume);
  // What was made here is no more, also where it was taken away again at once.
  for (const volume of made) volumes.remove(volume);
}

/** They are stored: everybody hears of them. */
function begin(
  { parts, appetite }: Frameworks,
  framework: LiveFramework,
  offers: readonly OpenOffer[],
  tasks: readonly Placed[],
  role: string,
): void {
  const clock = onAllocatorsClock(parts.foundation.clock.now());
  parts.allocator.change(
    ...offers.map(({ booked }) => ({ type: 'over' as const, task: booked })),
    ...tasks.map((task) => ({ type: 'task' as const, task: viewOf(task, clock) })),
  );
  const needs = tasks.flatMap(({ executor, resources }) => (executor === undefined ? [resources] : []));
  if (tasks.length > 0) appetite.launched(framework, role, needs);
  for (const task of tasks) {
    parts.tasks.add(task);
    framework.launching.delete(task.frameworkTask);
  }
}

function dropAll(
  frameworks: Frameworks,
  framework: LiveFramework,
  launches: readonly LaunchRequest[],
  operations: readonly AcceptOperation[],
): void {
  const state = framework.record.capabilities.includes('PARTITION_AWARE') ? 'TASK_DROPPED' : 'TASK_LOST';
  const invalid = 'invalid offers: an offer is no longer valid';
  // What came twice has used the offer itself: its tasks are not lost.
  for (const each of launches)
    if (!isKnown(frameworks, framework, each.taskId))
      tell(frameworks, framework, each, state, 'REASON_INVALID_OFFERS', `Task launched with ${invalid}`);
  for (const one of operations)
    if (one.kind !== 'launch') finish(framework, one, 'OPERATION_DROPPED', null, `Operation attempted with ${invalid}`);
}

/** What is said of an operation repeats what it asked for, and is remembered. */
const longestMessage = 1000;

/** Its framework hears what became of an operation, where that has an id. */
function finish(
  framework: LiveFramework,
  { operationId }: Exclude<AcceptOperation, { readonly kind: 'launch' }>,
  state: OperationStatus['state'],
  agentId: string | null,
  message: string,
  volumes: OperationStatus['volumes'] = [],
): void {
  if (operationId === null) return;
  const status = { operationId, agentId, state, message: message.slice(0, longestMessage), volumes };
  framework.operations.add(status);
  framework.sink?.operation(status);
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
