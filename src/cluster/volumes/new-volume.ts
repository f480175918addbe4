import { newId } from '../../platform/index.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import type { ReservationRecord } from '../store/reservations.ts';
import type { VolumeRecord } from '../store/volumes.ts';

const bytesForFile = 16 * 1024;
const leastFiles = 100;
/** Of which a disk may have one file each. */
const leastBytesForFile = 4 * 1024;

/** @param disk  bytes */
export const mostFiles = (disk: number): number => Math.max(leastFiles, Math.floor(disk / leastBytesForFile));

/** @param given  whose it is to be, out of which reservation, and now in milliseconds since 1970 */
export function newVolume(
  {
    name,
    disk,
    files,
    path,
  }: { readonly name: string; readonly disk: number; readonly files?: number; readonly path?: string },
  given: {
    readonly role: string;
    readonly reservation: Pick<ReservationRecord, 'id' | 'agent'>;
    readonly madeBy: string;
    readonly now: number;
  },
): VolumeRecord {
  return {
    ...{ id: newId(given.now), agent: given.reservation.agent, role: given.role, name, path: path ?? name, disk },
    files: files ?? Math.max(leastFiles, Math.floor(disk / bytesForFile)),
    ...{ reservation: given.reservation.id, madeBy: given.madeBy, since: given.now, leaving: false },
  };
}

/** Null where the role may have another. */
export function whyNoMore({ volumes, options }: ClusterParts, role: string): string | null {
  const count = [...volumes.all()].filter((one) => one.role === role).length;
  if (count < options.mostVolumes) return null;
  return `${role} has ${count} volumes (setting cluster.most-volumes); remove some first.`;
}
