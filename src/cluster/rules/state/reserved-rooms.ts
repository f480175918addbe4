import { least, minus, type Resources } from '../resources.ts';
import type { Reservation, TaskView } from '../snapshot.ts';

/** What is left of a reservation. */
export interface ReservedRoom {
  readonly role: string;
  readonly room: Resources;
}

/** A role's tasks use what is reserved for it, then for the roles above it, before they use what is everybody's. */
export function reservedRooms(
  reserved: readonly Reservation[],
  tasks: Iterable<{ readonly view: TaskView }>,
): ReservedRoom[] {
  if (reserved.length === 0) return [];
  const rooms = reserved
    .map(({ role, resources }) => ({ role, room: resources }))
    .sort((a, b) => b.role.length - a.role.length);
  for (const { view } of tasks) {
    let rest = view.resources;
    for (const one of rooms) {
      if (!isBelow(view.role, one.role)) continue;
      const used = least(rest, one.room);
      one.room = minus(one.room, used);
      rest = minus(rest, used);
    }
  }
  return rooms;
}

/** Whether the first role is the second or below it. */
export function isBelow(role: string, above: string): boolean {
  return role === above || role.startsWith(`${above}/`);
}
