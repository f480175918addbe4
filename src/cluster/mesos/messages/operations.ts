import { enumeration, message, optional, repeated, required } from '../codec/schema.ts';
import { AgentID, OperationID } from './ids.ts';
import { Resource } from './values.ts';

/** What became of operations on offers. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const OperationState = enumeration('OperationState', {
  OPERATION_UNSUPPORTED: 0,
  OPERATION_PENDING: 1,
  OPERATION_FINISHED: 2,
  OPERATION_FAILED: 3,
  OPERATION_ERROR: 4,
  OPERATION_DROPPED: 5,
  OPERATION_UNREACHABLE: 6,
  OPERATION_GONE_BY_OPERATOR: 7,
  OPERATION_RECOVERING: 8,
  OPERATION_UNKNOWN: 9,
});
export const UUID = message('UUID', {
  value: required(1, 'bytes'),
});
export const OperationStatus = message('OperationStatus', {
  operation_id: optional(1, OperationID),
  state: required(2, OperationState),
  message: optional(3, 'string'),
  converted_resources: repeated(4, Resource),
  uuid: optional(5, UUID),
  agent_id: optional(6, AgentID),
});
