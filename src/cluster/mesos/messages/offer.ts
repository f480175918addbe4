import { message, optional, repeated, required } from '../codec/schema.ts';
import { AgentID, DomainInfo, DurationInfo, ExecutorID, FrameworkID, OfferID, TimeInfo, URL } from './ids.ts';
import { AllocationInfo, Attribute, Resource } from './values.ts';

/** Offers and what may be done with them. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const Unavailability = message('Unavailability', {
  start: required(1, TimeInfo),
  duration: optional(2, DurationInfo),
});
export const Offer = message('Offer', {
  id: required(1, OfferID),
  framework_id: required(2, FrameworkID),
  agent_id: required(3, AgentID),
  hostname: required(4, 'string'),
  url: optional(8, URL),
  domain: optional(11, DomainInfo),
  resources: repeated(5, Resource),
  attributes: repeated(7, Attribute),
  executor_ids: repeated(6, ExecutorID),
  unavailability: optional(9, Unavailability),
  allocation_info: optional(10, AllocationInfo),
});
export const InverseOffer = message('InverseOffer', {
  id: required(1, OfferID),
  url: optional(2, URL),
  framework_id: required(3, FrameworkID),
  agent_id: optional(4, AgentID),
  unavailability: required(5, Unavailability),
  resources: repeated(6, Resource),
});
