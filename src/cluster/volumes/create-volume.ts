import { ConstraintBroken, type Context } from '../../platform/index.ts';
import type { BodyOf } from '../../platform/operation.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import type { createVolume as operation, Volume } from '../contract.ts';
import { knownAgent } from '../drain-agent.ts';
import { clusterProblems } from '../problems.ts';
import { roomsLeft } from '../reservations/rooms-left.ts';
import { everyone, groupOf } from '../rules/role-views.ts';
import { amountText } from '../rules/say/amount-text.ts';
import { isBelow } from '../rules/state/reserved-rooms.ts';
import { requireRole } from '../set-role.ts';
import type { Viewer } from '../show-task.ts';
import type { ReservationRecord } from '../store/reservations.ts';
import { insertVolume, type VolumeRecord } from '../store/volumes.ts';
import { viewerOf } from '../viewer.ts';
import { mostFiles, newVolume, whyNoMore } from './new-volume.ts';
import { showVolume } from './show-volume.ts';

/** Disk that was reserved becomes a volume; who may use the role may do that. */
export async function createVolume(
  ctx: Context,
  parts: ClusterParts,
  asked: BodyOf<typeof operation>,
): Promise<Volume> {
  const viewer = await viewerOf(ctx, parts);
  const role = asked.role ?? `${await parts.directory.primaryGroup(viewer.account)}/${viewer.account}`;
  await requireOwn(parts, viewer, role);
  if (asked.agent !== undefined) knownAgent(parts, asked.agent);
  const tooMany = whyNoMore(parts, role);
  if (tooMany !== null) throw clusterProblems['too-many-volumes'](tooMany);
  requireFewFiles(asked);
  const reservation = reservationFor(parts, role, asked, viewer);
  const record = newVolume(asked, { role, reservation, madeBy: viewer.account, now: ctx.now() });
  const same = parts.volumes.on(record.agent).some((one) => one.role === role && one.name === record.name);
  if (same) throw exists(record);
  parts.volumes.set(record);
  try {
    await ctx.commit(insertVolume(record));
  } catch (error) {
    parts.volumes.remove(record);
    throw error instanceof ConstraintBroken ? exists(record) : error;
  }
  return showVolume(parts, record, viewer);
}

async function requireOwn(parts: ClusterParts, viewer: Viewer, role: string): Promise<void> {
  if (role === everyone)
    throw clusterProblems['role-not-allowed']({
      field: 'role',
      detail: `A volume belongs to an account, as in ${everyone}/${viewer.account}, or to a group.`,
    });
  const { account, administrator, groups } = viewer;
  const group = groupOf(role);
  const isOwn = groups.includes(group)
    ? role === group || role === `${group}/${account}`
    : role === `${everyone}/${account}`;
  // Before it is looked up: whether a role of others is there is told to administrators alone.
  if (!isOwn && !administrator)
    throw clusterProblems['role-not-allowed']({
      field: 'role',
      detail: `"${role}" is no role of ${account}, and no group that ${account} is in.`,
    });
  await requireRole(parts, role);
}

/** Each takes room of its own where a volume keeps its files, beside their bytes. */
function requireFewFiles({ disk, files = 0 }: BodyOf<typeof operation>): void {
  const most = mostFiles(disk);
  if (files > most)
    throw clusterProblems['no-room-for-volume']({
      field: 'files',
      detail: `${amountText('disk', disk)} have room for at most ${most} files and folders; asked for: ${files}.`,
    });
}

/** The closest reservation with so much unused disk, the one with most of it. */
function reservationFor(
  parts: ClusterParts,
  role: string,
  { disk, agent }: Pick<BodyOf<typeof operation>, 'disk' | 'agent'>,
  { account, groups }: Viewer,
): ReservationRecord {
  const all = parts.agents
    .all()
    .filter(({ id }) => agent === undefined || id === agent)
    .flatMap(({ id }) => roomsLeft(parts, id));
  const rooms = all
    .filter(({ of, room }) => room.disk > 0 && isBelow(role, of.role))
    .sort((a, b) => b.of.role.length - a.of.role.length || b.room.disk - a.room.disk);
  const fitting = rooms.find(({ room }) => room.disk >= disk);
  if (fitting !== undefined) return fitting.of;
  const most = Math.max(0, ...rooms.map(({ room }) => room.disk));
  const there = most === 0 ? 'nothing' : `at most ${amountText('disk', most)} in one place`;
  const others = [everyone, ...groups]
    .map((group) => `${group}/${account}`)
    .filter((own) => own !== role && all.some(({ of, room }) => room.disk >= disk && isBelow(own, of.role)));
  const instead = others.length === 0 ? '' : ` There is as much for ${others.join(', ')}: name that role.`;
  throw clusterProblems['no-room-for-volume']({
    field: 'disk',
    detail: `Of the disk that is reserved for ${role}${agent === undefined ? '' : ` on ${agent}`}, ${there} is unused; asked for: ${amountText('disk', disk)}.${instead === '' ? ' An' : `${instead} Or an`} administrator reserves more: stoa agents reserve AGENT ${role} disk=SIZE.`,
  });
}

const exists = ({ role, agent, name }: VolumeRecord) =>
  clusterProblems['volume-exists']({ field: 'name', detail: `${role} has a volume "${name}" on ${agent} already.` });
