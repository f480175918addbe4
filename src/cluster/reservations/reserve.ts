import { type Context, newId } from '../../platform/index.ts';
import type { BodyOf, ReplyOf } from '../../platform/operation.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import type { listReservations as list, reserve as operation, Reservation, SomeResources } from '../contract.ts';
import { knownAgent } from '../drain-agent.ts';
import { clusterProblems } from '../problems.ts';
import { isNothing, least, minus, nothing, plus, type Resources, shortOf } from '../rules/resources.ts';
import { counted } from '../rules/role-views.ts';
import { amountText } from '../rules/say/amount-text.ts';
import { told, toldKind } from '../rules/say/kinds.ts';
import { unusedRooms } from '../rules/state/reserved-rooms.ts';
import { requireRole } from '../set-role.ts';
import { seenBy, type Viewer } from '../show-task.ts';
import {
  deleteReservation,
  insertReservation,
  type ReservationRecord,
  resizeReservation as store,
} from '../store/reservations.ts';
import { viewerOf } from '../viewer.ts';
import { roomsLeft } from './rooms-left.ts';

/** Keeps a part of an agent for a role: only what nobody has, and what is not reserved yet. */
export async function reserve(
  ctx: Context,
  parts: ClusterParts,
  { agent, role, resources: given, labels }: BodyOf<typeof operation>,
): Promise<Reservation> {
  const resources = amountOf(given);
  await requireRole(parts, role);
  requireFree(parts, agent, resources);
  const now = ctx.now();
  const record = { id: newId(now), agent, role, resources, madeBy: ctx.caller().account, since: now, labels };
  parts.reservations.set(record);
  try {
    await ctx.commit(insertReservation(record));
  } catch (error) {
    parts.reservations.remove(record);
    throw error;
  }
  return shown(parts, record, await viewerOf(ctx, parts));
}

/** Another amount of the same; kinds that are not named are not reserved any more. */
export async function resizeReservation(
  ctx: Context,
  parts: ClusterParts,
  id: string,
  given: SomeResources,
): Promise<Reservation> {
  const before = found(parts, id);
  const resources = amountOf(given);
  requireForVolumes(parts, before, resources.disk);
  requireFree(parts, before.agent, minus(resources, least(resources, before.resources)));
  await ctx.commit(store(id, resources));
  const record = { ...before, resources };
  parts.reservations.set(record);
  return shown(parts, record, await viewerOf(ctx, parts));
}

/** What of it is in use stays in use, and is everybody's when it ends. */
export async function unreserve(ctx: Context, parts: ClusterParts, id: string): Promise<void> {
  const record = found(parts, id);
  requireForVolumes(parts, record, 0);
  await ctx.commit(deleteReservation(id));
  parts.reservations.remove(record);
}

/** Those for roles that the caller knows. */
export async function listReservations(ctx: Context, parts: ClusterParts): Promise<ReplyOf<typeof list>> {
  const viewer = await viewerOf(ctx, parts);
  const seen = seenBy(viewer);
  return {
    items: parts.reservations
      .all()
      .filter(({ role }) => seen(role) !== null)
      .map((record) => shown(parts, record, viewer)),
  };
}

/** What nobody has of an agent, and what is not reserved. */
export function unreserved(parts: ClusterParts, agent: string): Resources {
  const { total } = knownAgent(parts, agent);
  const { resources, tasks } = parts.holdings.onAgent(agent);
  return minus(total, plus(resources, unusedRooms(parts.reservations.on(agent), [...tasks.values()])));
}

function found({ reservations }: ClusterParts, id: string): ReservationRecord {
  const record = reservations.find(id);
  if (record === undefined) throw clusterProblems['reservation-not-found']();
  return record;
}

function amountOf(given: SomeResources): Resources {
  const resources = { ...nothing, ...counted(given) };
  if (isNothing(resources))
    throw clusterProblems['nothing-reserved']({ field: 'resources', detail: 'Every amount is 0, or none is given.' });
  return resources;
}

/** What volumes have of it stays reserved. */
function requireForVolumes({ reservations }: ClusterParts, record: ReservationRecord, disk: number): void {
  const taken = reservations.volumeBytes(record);
  if (taken <= disk) return;
  throw clusterProblems['volumes-in-reservation']({
    field: 'resources.disk',
    detail: `Volumes of ${record.role} on ${record.agent} have ${amountText('disk', taken)} of it; remove them first.`,
  });
}

function requireFree(parts: ClusterParts, agent: string, resources: Resources): void {
  const free = unreserved(parts, agent);
  const [kind] = shortOf(resources, free);
  if (kind === undefined) return;
  const name = toldKind(kind);
  const [wanted, left] = [told(resources)[name], Math.max(0, told(free)[name])];
  throw clusterProblems['not-free']({
    field: `resources.${name}`,
    detail: `${agent} has ${amountText(name, left)} that nobody uses and that is not reserved; asked for: ${amountText(name, wanted)}.`,
  });
}

function shown(parts: ClusterParts, record: ReservationRecord, viewer: Viewer): Reservation {
  const { id, agent, role, resources, madeBy, since, labels } = record;
  const left = roomsLeft(parts, agent).find(({ of }) => of.id === id)?.room ?? resources;
  const known = viewer.administrator || viewer.account === madeBy;
  return {
    ...{ id, agent, role, since, labels: [...labels], madeBy: known ? madeBy : null },
    ...{ resources: told(resources), used: told(minus(resources, left)) },
  };
}
