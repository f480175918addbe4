import { enumeration, message, optional, repeated, required } from '../codec/schema.ts';
import { AgentID, ExecutorID, FrameworkID, OfferID } from './ids.ts';
import { MasterInfo } from './machines.ts';
import { InverseOffer, Offer } from './offer.ts';
import { OperationStatus } from './operations.ts';
import { TaskStatus } from './task.ts';

/** What a scheduler is told. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const SchedulerEventType = enumeration('scheduler.Event.Type', {
  UNKNOWN: 0,
  SUBSCRIBED: 1,
  OFFERS: 2,
  INVERSE_OFFERS: 9,
  RESCIND: 3,
  RESCIND_INVERSE_OFFER: 10,
  UPDATE: 4,
  UPDATE_OPERATION_STATUS: 11,
  MESSAGE: 5,
  FAILURE: 6,
  ERROR: 7,
  HEARTBEAT: 8,
});
export const SchedulerEventSubscribed = message('scheduler.Event.Subscribed', {
  framework_id: required(1, FrameworkID),
  heartbeat_interval_seconds: optional(2, 'double'),
  master_info: optional(3, MasterInfo),
});
export const SchedulerEventOffers = message('scheduler.Event.Offers', {
  offers: repeated(1, Offer),
});
export const SchedulerEventInverseOffers = message('scheduler.Event.InverseOffers', {
  inverse_offers: repeated(1, InverseOffer),
});
export const SchedulerEventRescind = message('scheduler.Event.Rescind', {
  offer_id: required(1, OfferID),
});
export const SchedulerEventRescindInverseOffer = message('scheduler.Event.RescindInverseOffer', {
  inverse_offer_id: required(1, OfferID),
});
export const SchedulerEventUpdate = message('scheduler.Event.Update', {
  status: required(1, TaskStatus),
});
export const SchedulerEventUpdateOperationStatus = message('scheduler.Event.UpdateOperationStatus', {
  status: required(1, OperationStatus),
});
export const SchedulerEventMessage = message('scheduler.Event.Message', {
  agent_id: required(1, AgentID),
  executor_id: required(2, ExecutorID),
  data: required(3, 'bytes'),
});
export const SchedulerEventFailure = message('scheduler.Event.Failure', {
  agent_id: optional(1, AgentID),
  executor_id: optional(2, ExecutorID),
  status: optional(3, 'int32'),
});
export const SchedulerEventError = message('scheduler.Event.Error', {
  message: required(1, 'string'),
});
export const SchedulerEvent = message('scheduler.Event', {
  type: optional(1, SchedulerEventType),
  subscribed: optional(2, SchedulerEventSubscribed),
  offers: optional(3, SchedulerEventOffers),
  inverse_offers: optional(9, SchedulerEventInverseOffers),
  rescind: optional(4, SchedulerEventRescind),
  rescind_inverse_offer: optional(10, SchedulerEventRescindInverseOffer),
  update: optional(5, SchedulerEventUpdate),
  update_operation_status: optional(11, SchedulerEventUpdateOperationStatus),
  message: optional(6, SchedulerEventMessage),
  failure: optional(7, SchedulerEventFailure),
  error: optional(8, SchedulerEventError),
});
