import type { VolumeShare } from '../../framework-port.ts';
import { volumeName, volumePath } from '../../rules/volume-names.ts';
import type { Given, Read } from '../codec/schema.ts';
import type { Resource } from '../messages/values.ts';
import { reservationOf, said } from './resources.ts';

const mebibyte = 2 ** 20;

type Told = Read<typeof Resource>;

/** A persistent volume as Mesos writes it: reserved disk with a name and a path. */
export function toMesosVolume(
  { name, path, disk, principal, reservation }: VolumeShare,
  allocatedTo: string | null,
  refined: boolean,
): Given<typeof Resource> {
  return {
    ...{ name: 'disk', type: 'SCALAR', scalar: { value: disk / mebibyte } },
    ...said(reservation, refined),
    ...(allocatedTo === null ? {} : { allocation_info: { role: allocatedTo } }),
    disk: {
      persistence: { id: name, ...(principal === null ? {} : { principal }) },
      volume: { mode: 'RW', container_path: path },
    },
  };
}

/** The volumes among some resources, and the rest of these. */
export function withoutVolumes(
  given: readonly Told[],
): { readonly volumes: readonly VolumeShare[]; readonly rest: readonly Told[] } | { readonly problem: string } {
  const parts = given.filter(({ disk }) => disk?.persistence !== undefined);
  const volumes: VolumeShare[] = [];
  for (const part of parts) {
    const read = fromMesosVolume(part);
    if ('problem' in read) return read;
    volumes.push(read);
  }
  const names = volumes.map(({ role, name }) => `${role} ${name}`);
  if (new Set(names).size < names.length) return { problem: 'Persistent volumes are named twice' };
  return { volumes, rest: given.filter((one) => !parts.includes(one)) };
}

/** Some volumes and nothing else. */
export function onlyVolumes(
  given: readonly Told[],
): { readonly volumes: readonly VolumeShare[] } | { readonly problem: string } {
  const read = withoutVolumes(given);
  if ('problem' in read) return read;
  const [strange] = read.rest;
  return strange === undefined ? read : { problem: `'${strange.name}' is not a persistent volume` };
}

const goodName = new RegExp(volumeName);
const goodPath = new RegExp(volumePath);

function fromMesosVolume(given: Told): VolumeShare | { readonly problem: string } {
  const { name, type, scalar, disk, shared, revocable } = given;
  const id = disk?.persistence?.id ?? '';
  const path = disk?.volume?.container_path ?? '';
  const reservation = reservationOf(given);
  const bytes = Math.floor((scalar?.value ?? 0) * mebibyte);
  if (name !== 'disk' || type !== 'SCALAR') return { problem: `A persistent volume is of disk, and not of '${name}'` };
  if (shared !== undefined || revocable !== undefined)
    return { problem: 'Shared and revocable volumes are not offered' };
  if (disk?.source !== undefined) return { problem: 'Disks of their own are not offered: a volume has no source' };
  if (reservation === undefined) return { problem: `Persistent volume '${id}' is not of reserved disk` };
  if (!goodName.test(id)) return { problem: `'${id.slice(0, 100)}' is not the id of a persistent volume` };
  if (disk?.volume?.host_path !== undefined) return { problem: `'host_path' must not be set of '${id}'` };
  if (!goodPath.test(path))
    return { problem: `The 'container_path' of '${id}' is not a path in the sandbox: '${path}'` };
  if (!Number.isFinite(bytes) || bytes < mebibyte || bytes > 1e18)
    return { problem: `Persistent volume '${id}' has ${scalar?.value ?? 0} MB, at least 1 is expected` };
  const principal = disk?.persistence?.principal ?? null;
  return { name: id, role: reservation.role, path, disk: bytes, principal, reservation };
}
