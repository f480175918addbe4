import type { Offer } from '../../framework-port.ts';
import type { Given } from '../codec/schema.ts';
import type { Offer as MesosOffer } from '../messages/offer.ts';
import type { Attribute } from '../messages/values.ts';
import { withReserved } from './resources.ts';
import { toMesosVolume } from './volumes.ts';

/** Where agents are reached in Mesos; nothing listens there here, but clients expect an address. */
export const agentPort = 5051;

/** @param capabilities  of the framework: what it knows of roles and of reservations */
export function toMesosOffer(offer: Offer, capabilities: readonly string[]): Given<typeof MesosOffer> {
  const { hostname, role } = offer;
  const multiRole = capabilities.includes('MULTI_ROLE');
  const refined = capabilities.includes('RESERVATION_REFINEMENT');
  return {
    id: { value: offer.id },
    framework_id: { value: offer.frameworkId },
    agent_id: { value: offer.agentId },
    hostname,
    url: { scheme: 'http', address: { hostname, ip: '127.0.0.1', port: agentPort }, path: `/slave(1)` },
    resources: [
      ...withReserved(offer.share, offer.reserved, multiRole ? role : null, refined),
      ...offer.volumes.map((volume) => toMesosVolume(volume, multiRole ? role : null, refined)),
    ],
    attributes: toMesosAttributes(offer.attributes),
    ...(multiRole ? { allocation_info: { role } } : {}),
  };
}

export function toMesosAttributes(attributes: ReadonlyMap<string, string>): Given<typeof Attribute>[] {
  return [...attributes].map(([name, value]) => ({ name, type: 'TEXT', text: { value } }));
}
