import { enumeration, message, optional, repeated, required } from '../codec/schema.ts';
import { Filters, FrameworkInfo } from './framework.ts';
import { AgentID, ExecutorID, FrameworkID, OfferID, OperationID, TaskID } from './ids.ts';
import { ExecutorInfo, KillPolicy, TaskGroupInfo, TaskInfo } from './task.ts';
import { Request, Resource } from './values.ts';

/** What a scheduler asks. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const SchedulerCallType = enumeration('scheduler.Call.Type', {
  UNKNOWN: 0,
  SUBSCRIBE: 1,
  TEARDOWN: 2,
  ACCEPT: 3,
  DECLINE: 4,
  ACCEPT_INVERSE_OFFERS: 13,
  DECLINE_INVERSE_OFFERS: 14,
  REVIVE: 5,
  KILL: 6,
  SHUTDOWN: 7,
  ACKNOWLEDGE: 8,
  ACKNOWLEDGE_OPERATION_STATUS: 15,
  RECONCILE: 9,
  RECONCILE_OPERATIONS: 16,
  MESSAGE: 10,
  REQUEST: 11,
  SUPPRESS: 12,
  UPDATE_FRAMEWORK: 17,
});
export const SchedulerCallSubscribe = message('scheduler.Call.Subscribe', {
  framework_info: required(1, FrameworkInfo),
  suppressed_roles: repeated(2, 'string'),
});
export const OperationType = enumeration('Offer.Operation.Type', {
  UNKNOWN: 0,
  LAUNCH: 1,
  LAUNCH_GROUP: 6,
  RESERVE: 2,
  UNRESERVE: 3,
  CREATE: 4,
  DESTROY: 5,
  GROW_VOLUME: 11,
  SHRINK_VOLUME: 12,
  CREATE_DISK: 13,
  DESTROY_DISK: 14,
});
export const OperationLaunch = message('Offer.Operation.Launch', {
  task_infos: repeated(1, TaskInfo),
});
export const OperationLaunchGroup = message('Offer.Operation.LaunchGroup', {
  executor: required(1, ExecutorInfo),
  task_group: required(2, TaskGroupInfo),
});
export const OperationReserve = message('Offer.Operation.Reserve', {
  source: repeated(2, Resource),
  resources: repeated(1, Resource),
});
export const OperationUnreserve = message('Offer.Operation.Unreserve', {
  resources: repeated(1, Resource),
});
export const OperationCreate = message('Offer.Operation.Create', {
  volumes: repeated(1, Resource),
});
export const OperationDestroy = message('Offer.Operation.Destroy', {
  volumes: repeated(1, Resource),
});
export const Operation = message('Offer.Operation', {
  type: optional(1, OperationType),
  id: optional(12, OperationID),
  launch: optional(2, OperationLaunch),
  launch_group: optional(7, OperationLaunchGroup),
  reserve: optional(3, OperationReserve),
  unreserve: optional(4, OperationUnreserve),
  create: optional(5, OperationCreate),
  destroy: optional(6, OperationDestroy),
});
export const SchedulerCallAccept = message('scheduler.Call.Accept', {
  offer_ids: repeated(1, OfferID),
  operations: repeated(2, Operation),
  filters: optional(3, Filters),
});
export const SchedulerCallDecline = message('scheduler.Call.Decline', {
  offer_ids: repeated(1, OfferID),
  filters: optional(2, Filters),
});
export const SchedulerCallAcceptInverseOffers = message('scheduler.Call.AcceptInverseOffers', {
  inverse_offer_ids: repeated(1, OfferID),
  filters: optional(2, Filters),
});
export const SchedulerCallDeclineInverseOffers = message('scheduler.Call.DeclineInverseOffers', {
  inverse_offer_ids: repeated(1, OfferID),
  filters: optional(2, Filters),
});
export const SchedulerCallRevive = message('scheduler.Call.Revive', {
  roles: repeated(1, 'string'),
});
export const SchedulerCallKill = message('scheduler.Call.Kill', {
  task_id: required(1, TaskID),
  agent_id: optional(2, AgentID),
  kill_policy: optional(3, KillPolicy),
});
export const SchedulerCallShutdown = message('scheduler.Call.Shutdown', {
  executor_id: required(1, ExecutorID),
  agent_id: required(2, AgentID),
});
export const SchedulerCallAcknowledge = message('scheduler.Call.Acknowledge', {
  agent_id: required(1, AgentID),
  task_id: required(2, TaskID),
  uuid: required(3, 'bytes'),
});
export const SchedulerCallAcknowledgeOperationStatus = message('scheduler.Call.AcknowledgeOperationStatus', {
  agent_id: optional(1, AgentID),
  uuid: required(3, 'bytes'),
  operation_id: required(4, OperationID),
});
export const SchedulerCallReconcileOperationsOperation = message('scheduler.Call.ReconcileOperations.Operation', {
  operation_id: required(1, OperationID),
  agent_id: optional(2, AgentID),
});
export const SchedulerCallReconcileOperations = message('scheduler.Call.ReconcileOperations', {
  operations: repeated(1, SchedulerCallReconcileOperationsOperation),
});
export const SchedulerCallReconcileTask = message('scheduler.Call.Reconcile.Task', {
  task_id: required(1, TaskID),
  agent_id: optional(2, AgentID),
});
export const SchedulerCallReconcile = message('scheduler.Call.Reconcile', {
  tasks: repeated(1, SchedulerCallReconcileTask),
});
export const SchedulerCallMessage = message('scheduler.Call.Message', {
  agent_id: required(1, AgentID),
  executor_id: required(2, ExecutorID),
  data: required(3, 'bytes'),
});
export const SchedulerCallRequest = message('scheduler.Call.Request', {
  requests: repeated(1, Request),
});
export const SchedulerCallSuppress = message('scheduler.Call.Suppress', {
  roles: repeated(1, 'string'),
});
export const SchedulerCallUpdateFramework = message('scheduler.Call.UpdateFramework', {
  framework_info: required(1, FrameworkInfo),
  suppressed_roles: repeated(2, 'string'),
});
export const SchedulerCall = message('scheduler.Call', {
  framework_id: optional(1, FrameworkID),
  type: optional(2, SchedulerCallType),
  subscribe: optional(3, SchedulerCallSubscribe),
  accept: optional(4, SchedulerCallAccept),
  decline: optional(5, SchedulerCallDecline),
  accept_inverse_offers: optional(13, SchedulerCallAcceptInverseOffers),
  decline_inverse_offers: optional(14, SchedulerCallDeclineInverseOffers),
  revive: optional(15, SchedulerCallRevive),
  kill: optional(6, SchedulerCallKill),
  shutdown: optional(7, SchedulerCallShutdown),
  acknowledge: optional(8, SchedulerCallAcknowledge),
  acknowledge_operation_status: optional(17, SchedulerCallAcknowledgeOperationStatus),
  reconcile: optional(9, SchedulerCallReconcile),
  reconcile_operations: optional(18, SchedulerCallReconcileOperations),
  message: optional(10, SchedulerCallMessage),
  request: optional(11, SchedulerCallRequest),
  suppress: optional(16, SchedulerCallSuppress),
  update_framework: optional(19, SchedulerCallUpdateFramework),
});
