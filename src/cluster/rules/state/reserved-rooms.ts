import { least, minus, plus, type Resources, sum } from '../resources.ts';
import type { Reservation } from '../snapshot.ts';

/** What is left of a reservation, or what one task has of it. */
export interface ReservedRoom {
  readonly of: Reservation;
  readonly room: Resources;
}

/** What counts in a role. */
export interface Holder {
  readonly role: string;
  readonly resources: Resources;
}

/** The reservations of one agent. */
export interface ReservedRooms<Task> {
  readonly rooms: readonly ReservedRoom[];
  /** What each task that stands in reservations has of them. */
  readonly used: ReadonlyMap<Task, readonly ReservedRoom[]>;
}

const none = { rooms: [], used: new Map() };

/** A role's tasks use what is reserved for it, then for the roles above it, before they use what is everybody's. */
export function reservedRooms<Task extends { readonly view: Holder }>(
  reserved: readonly Reservation[],
  tasks: Iterable<Task>,
): ReservedRooms<Task> {
  if (reserved.length === 0) return none;
  const used = new Map<Task, ReservedRoom[]>();
  const rooms = reserved.map((of) => ({ of, room: of.resources })).sort((a, b) => b.of.role.length - a.of.role.length);
  for (const task of tasks) {
    let rest = task.view.resources;
    const parts: ReservedRoom[] = [];
    for (const one of rooms) {
      if (!isBelow(task.view.role, one.of.role)) continue;
      const part = least(rest, one.room);
      one.room = minus(one.room, part);
      rest = minus(rest, part);
      parts.push({ of: one.of, room: part });
    }
    if (parts.length > 0) used.set(task, parts);
  }
  return { rooms, used };
}

/** What is unused of all of an agent's reservations together. */
export function unusedRooms(reserved: readonly Reservation[], holders: readonly Holder[]): Resources {
  const { rooms } = reservedRooms(
    reserved,
    holders.map((view) => ({ view })),
  );
  return sum(rooms.map(({ room }) => room));
}

/** Of some rooms what belongs to the role and to those above it. */
export function roomsFor(rooms: readonly ReservedRoom[], role: string): Resources {
  let own: Resources | undefined;
  for (const one of rooms) if (isBelow(role, one.of.role)) own = own === undefined ? one.room : plus(own, one.room);
  return own ?? sum([]);
}

/** Whether the first role is the second or below it. */
export function isBelow(role: string, above: string): boolean {
  return role === above || role.startsWith(`${above}/`);
}
