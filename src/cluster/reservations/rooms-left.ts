import type { ClusterParts } from '../cluster-parts.ts';
import type { Resources } from '../rules/resources.ts';
import { reservedRooms } from '../rules/state/reserved-rooms.ts';
import type { ReservationRecord } from '../store/reservations.ts';

/** Of each reservation of an agent, what neither tasks nor volumes have. */
export function roomsLeft(
  { reservations, holdings }: ClusterParts,
  agent: string,
): { readonly of: ReservationRecord; readonly room: Resources }[] {
  const all = reservations.on(agent);
  if (all.length === 0) return [];
  const tasks = [...holdings.onAgent(agent).tasks.values()].map((view) => ({ view }));
  const { rooms } = reservedRooms(all, tasks);
  return all.map((of) => ({ of, room: rooms.find((one) => one.of === of)?.room ?? of.resources }));
}
