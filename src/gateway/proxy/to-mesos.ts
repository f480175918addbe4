import type { Visit } from '../visit.ts';
import type { Destination } from './destination.ts';
import { toControlAt } from './to-control.ts';

/** The Mesos API lies below /mesos in control; on a port of its own it has the addresses that a Mesos master has. */
export function toMesos(visit: Visit): Destination {
  const { edge, door, path } = visit;
  return toControlAt(visit, door.mesos ? `/mesos${path.clean}` : path.clean, edge.toMesos);
}
