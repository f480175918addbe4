import type { ClusterParts } from '../cluster-parts.ts';
import type { ReservedShare } from '../framework-port.ts';
import { roomsLeft } from '../reservations/rooms-left.ts';
import { lessReserved } from '../reserved-shares.ts';
import { isBelow } from '../rules/state/reserved-rooms.ts';
import type { OpenOffer } from './offers.ts';

/**
 * What nobody uses of an agent's reservations for the role and those above it.
 *
 * @param claims  offers of the agent that are out: what they have of reservations is not offered again
 */
export function ownReserved(
  parts: ClusterParts,
  role: string,
  agent: string,
  claims: readonly OpenOffer[],
): ReservedShare[] {
  const own = roomsLeft(parts, agent)
    .filter(({ of }) => isBelow(role, of.role))
    .map(({ of, room }) => ({ role: of.role, principal: of.madeBy, labels: of.labels, resources: room }));
  return lessReserved(
    own,
    claims.flatMap(({ reserved }) => reserved),
  );
}
