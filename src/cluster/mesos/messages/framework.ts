import { enumeration, message, optional, repeated, required } from '../codec/schema.ts';
import { FrameworkID, Labels } from './ids.ts';

/** What a framework says of itself. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const FrameworkInfoCapabilityType = enumeration('FrameworkInfo.Capability.Type', {
  UNKNOWN: 0,
  REVOCABLE_RESOURCES: 1,
  TASK_KILLING_STATE: 2,
  GPU_RESOURCES: 3,
  SHARED_RESOURCES: 4,
  PARTITION_AWARE: 5,
  MULTI_ROLE: 6,
  RESERVATION_REFINEMENT: 7,
  REGION_AWARE: 8,
});
export const FrameworkInfoCapability = message('FrameworkInfo.Capability', {
  type: optional(1, FrameworkInfoCapabilityType),
});
export const FrameworkInfo = message('FrameworkInfo', {
  user: required(1, 'string'),
  name: required(2, 'string'),
  id: optional(3, FrameworkID),
  failover_timeout: optional(4, 'double', 0),
  checkpoint: optional(5, 'bool', false),
  role: optional(6, 'string', '*'),
  roles: repeated(12, 'string'),
  hostname: optional(7, 'string'),
  principal: optional(8, 'string'),
  webui_url: optional(9, 'string'),
  capabilities: repeated(10, FrameworkInfoCapability),
  labels: optional(11, Labels),
});
export const Filters = message('Filters', {
  refuse_seconds: optional(1, 'double', 5),
});
