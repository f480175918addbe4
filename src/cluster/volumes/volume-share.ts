import type { ClusterParts } from '../cluster-parts.ts';
import type { VolumeShare } from '../framework-port.ts';
import type { VolumeRecord } from '../store/volumes.ts';

/** A volume in the words of frameworks. */
export function volumeShare({ reservations }: ClusterParts, volume: VolumeRecord): VolumeShare {
  const { name, role, path, disk, madeBy, reservation } = volume;
  const of = reservations.find(reservation);
  return {
    ...{ name, role, path, disk, principal: madeBy },
    reservation: { role, principal: of?.madeBy ?? null, labels: of?.labels ?? [] },
  };
}
