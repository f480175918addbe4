import type { ClusterParts } from '../cluster-parts.ts';
import type { AcceptOperation, VolumeShare } from '../framework-port.ts';
import { roomsLeft } from '../reservations/rooms-left.ts';
import { everyone } from '../rules/role-views.ts';
import type { VolumeRecord } from '../store/volumes.ts';
import { newVolume, whyNoMore } from '../volumes/new-volume.ts';
import type { LiveFramework } from './live-framework.ts';
import type { OfferedRoom } from './offered-room.ts';
import type { OpenOffer } from './offers.ts';

export type VolumeOperation = Extract<AcceptOperation, { readonly kind: 'create' | 'destroy' }>;

/** What an operation made or takes away, or why it is not done. */
export type VolumesDone = { readonly volumes: readonly VolumeRecord[] } | { readonly problem: string };

/** Makes the volumes of one operation out of what is reserved in the offers: all of them or none. They are not stored yet. */
export function createVolumes(
  parts: ClusterParts,
  { record }: LiveFramework,
  { agentId, role }: OpenOffer,
  room: OfferedRoom,
  asked: readonly VolumeShare[],
): VolumesDone {
  const made: VolumeRecord[] = [];
  for (const volume of asked) {
    const problem = whyNot(parts, record.account, agentId, room, volume);
    const reservation = reservationOf(parts, agentId, volume);
    if (problem !== null || reservation === undefined) {
      for (const each of made) parts.volumes.remove(each);
      return {
        problem: problem ?? `Nothing is reserved for ${volume.role} so on ${agentId}, or not so much is unused`,
      };
    }
    const { name, path, disk } = volume;
    const now = parts.foundation.clock.now();
    const given = { role: volume.role, reservation, madeBy: record.account, now };
    const each = newVolume({ name, path, disk }, given);
    parts.volumes.set(each);
    made.push(each);
  }
  for (const [index, each] of made.entries()) {
    const volume = asked[index];
    if (volume !== undefined) room.takeDisk(volume);
    room.add(each);
  }
  return made.length === 0 ? { problem: `No volumes are named for ${role}` } : { volumes: made };
}

/** Those of one operation that are in the offers and that no task has. */
export function destroyedVolumes(
  { volumes }: ClusterParts,
  room: OfferedRoom,
  asked: readonly VolumeShare[],
): VolumesDone {
  const found = asked.map((volume) => room.find(volume));
  const known = found.filter((one) => one !== undefined && volumes.userOf(one.id) === undefined) as VolumeRecord[];
  if (known.length < asked.length || known.length === 0)
    return { problem: 'A volume that is named is not in the offers, or a task has it' };
  for (const each of known) room.remove(each);
  return { volumes: known };
}

function whyNot(
  parts: ClusterParts,
  account: string,
  agent: string,
  room: OfferedRoom,
  volume: VolumeShare,
): string | null {
  const { name, role, principal } = volume;
  if (role === everyone) return 'A persistent volume belongs to an account or to a group, and not to everyone';
  if (principal !== null && principal !== account)
    return `The persistent volume's principal '${principal}' is not the framework's '${account}'`;
  if (!room.hasDisk(volume)) return 'The offers have no such reserved disk, or not so much of it';
  if (parts.volumes.on(agent).some((one) => one.role === role && one.name === name))
    return `There is a persistent volume '${name}' of '${role}' on the agent already`;
  return whyNoMore(parts, role);
}

function reservationOf(parts: ClusterParts, agent: string, { disk, reservation }: VolumeShare) {
  const labels = (of: VolumeShare['reservation']) => JSON.stringify(of.labels.map(({ key, value }) => [key, value]));
  return roomsLeft(parts, agent).find(
    ({ of, room }) =>
      of.role === reservation.role &&
      (reservation.principal === null || of.madeBy === reservation.principal) &&
      labels({ ...of, principal: of.madeBy }) === labels(reservation) &&
      room.disk >= disk,
  )?.of;
}
