import type { ClusterParts } from '../cluster-parts.ts';
import type { ReservedShare } from '../framework-port.ts';
import { lessReserved } from '../reserved-shares.ts';
import { isBelow, reservedRooms } from '../rules/state/reserved-rooms.ts';
import type { OpenOffer } from './offers.ts';

/**
 * What nobody uses of an agent's reservations for the role and those above it.
 *
 * @param claims  offers of the agent that are out: what they have of reservations is not offered again
 */
export function ownReserved(
  { reservations, holdings }: ClusterParts,
  role: string,
  agent: string,
  claims: readonly OpenOffer[],
): ReservedShare[] {
  const all = reservations.on(agent);
  if (all.length === 0) return [];
  const tasks = [...holdings.onAgent(agent).tasks.values()].map((view) => ({ view }));
  const { rooms } = reservedRooms(all, tasks);
  const own = all
    .filter((one) => isBelow(role, one.role))
    .map((one) => ({
      ...{ role: one.role, principal: one.madeBy, labels: one.labels },
      resources: rooms.find(({ of }) => of === one)?.room ?? one.resources,
    }));
  return lessReserved(
    own,
    claims.flatMap(({ reserved }) => reserved),
  );
}
