import type { Offer } from '../../framework-port.ts';
import type { Given } from '../codec/schema.ts';
import type { Offer as MesosOffer } from '../messages/offer.ts';
import type { Attribute } from '../messages/values.ts';
import { toMesosResources } from './resources.ts';

/** Where agents are reached in Mesos; nothing listens there here, but clients expect an address. */
export const agentPort = 5051;

/** @param multiRole  whether the framework knows several roles, and so which of them is offered to */
export function toMesosOffer(offer: Offer, multiRole: boolean): Given<typeof MesosOffer> {
  const { hostname, role } = offer;
  return {
    id: { value: offer.id },
    framework_id: { value: offer.frameworkId },
    agent_id: { value: offer.agentId },
    hostname,
    url: { scheme: 'http', address: { hostname, ip: '127.0.0.1', port: agentPort }, path: `/slave(1)` },
    resources: toMesosResources(offer.share, multiRole ? role : null),
    attributes: toMesosAttributes(offer.attributes),
    ...(multiRole ? { allocation_info: { role } } : {}),
  };
}

export function toMesosAttributes(attributes: ReadonlyMap<string, string>): Given<typeof Attribute>[] {
  return [...attributes].map(([name, value]) => ({ name, type: 'TEXT', text: { value } }));
}
