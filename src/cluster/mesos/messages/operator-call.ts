import { enumeration, message, optional, repeated, required } from '../codec/schema.ts';
import { AgentID, DurationInfo, FrameworkID } from './ids.ts';
import { QuotaConfig, QuotaRequest, WeightInfo } from './machines.ts';
import { Resource } from './values.ts';

/** What an operator asks. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const OperatorCallType = enumeration('master.Call.Type', {
  UNKNOWN: 0,
  GET_HEALTH: 1,
  GET_FLAGS: 2,
  GET_VERSION: 3,
  GET_METRICS: 4,
  GET_LOGGING_LEVEL: 5,
  SET_LOGGING_LEVEL: 6,
  LIST_FILES: 7,
  READ_FILE: 8,
  GET_STATE: 9,
  GET_AGENTS: 10,
  GET_FRAMEWORKS: 11,
  GET_EXECUTORS: 12,
  GET_OPERATIONS: 33,
  GET_TASKS: 13,
  GET_ROLES: 14,
  GET_WEIGHTS: 15,
  UPDATE_WEIGHTS: 16,
  GET_MASTER: 17,
  SUBSCRIBE: 18,
  RESERVE_RESOURCES: 19,
  UNRESERVE_RESOURCES: 20,
  CREATE_VOLUMES: 21,
  DESTROY_VOLUMES: 22,
  GROW_VOLUME: 34,
  SHRINK_VOLUME: 35,
  GET_MAINTENANCE_STATUS: 23,
  GET_MAINTENANCE_SCHEDULE: 24,
  UPDATE_MAINTENANCE_SCHEDULE: 25,
  START_MAINTENANCE: 26,
  STOP_MAINTENANCE: 27,
  DRAIN_AGENT: 37,
  DEACTIVATE_AGENT: 38,
  REACTIVATE_AGENT: 39,
  GET_QUOTA: 28,
  UPDATE_QUOTA: 36,
  SET_QUOTA: 29,
  REMOVE_QUOTA: 30,
  TEARDOWN: 31,
  MARK_AGENT_GONE: 32,
});
export const OperatorCallGetMetrics = message('master.Call.GetMetrics', {
  timeout: optional(1, DurationInfo),
});
export const OperatorCallListFiles = message('master.Call.ListFiles', {
  path: required(1, 'string'),
});
export const OperatorCallReadFile = message('master.Call.ReadFile', {
  path: required(1, 'string'),
  offset: required(2, 'uint64'),
  length: optional(3, 'uint64'),
});
export const OperatorCallUpdateWeights = message('master.Call.UpdateWeights', {
  weight_infos: repeated(1, WeightInfo),
});
export const OperatorCallReserveResources = message('master.Call.ReserveResources', {
  agent_id: required(1, AgentID),
  source: repeated(3, Resource),
  resources: repeated(2, Resource),
});
export const OperatorCallUnreserveResources = message('master.Call.UnreserveResources', {
  agent_id: required(1, AgentID),
  resources: repeated(2, Resource),
});
export const OperatorCallCreateVolumes = message('master.Call.CreateVolumes', {
  agent_id: required(1, AgentID),
  volumes: repeated(2, Resource),
});
export const OperatorCallDestroyVolumes = message('master.Call.DestroyVolumes', {
  agent_id: required(1, AgentID),
  volumes: repeated(2, Resource),
});
export const Duration = message('google.protobuf.Duration', {
  seconds: optional(1, 'int64'),
  nanos: optional(2, 'int32'),
});
export const OperatorCallDrainAgent = message('master.Call.DrainAgent', {
  agent_id: required(1, AgentID),
  max_grace_period: optional(2, Duration),
  mark_gone: optional(3, 'bool', false),
});
export const OperatorCallDeactivateAgent = message('master.Call.DeactivateAgent', {
  agent_id: required(1, AgentID),
});
export const OperatorCallReactivateAgent = message('master.Call.ReactivateAgent', {
  agent_id: required(1, AgentID),
});
export const OperatorCallUpdateQuota = message('master.Call.UpdateQuota', {
  force: optional(1, 'bool'),
  quota_configs: repeated(2, QuotaConfig),
});
export const OperatorCallTeardown = message('master.Call.Teardown', {
  framework_id: required(1, FrameworkID),
});
export const OperatorCallMarkAgentGone = message('master.Call.MarkAgentGone', {
  agent_id: required(1, AgentID),
});
export const OperatorCallSetQuota = message('master.Call.SetQuota', {
  quota_request: required(1, QuotaRequest),
});
export const OperatorCallRemoveQuota = message('master.Call.RemoveQuota', {
  role: required(1, 'string'),
});
export const OperatorCall = message('master.Call', {
  type: optional(1, OperatorCallType),
  get_metrics: optional(2, OperatorCallGetMetrics),
  list_files: optional(4, OperatorCallListFiles),
  read_file: optional(5, OperatorCallReadFile),
  update_weights: optional(6, OperatorCallUpdateWeights),
  reserve_resources: optional(7, OperatorCallReserveResources),
  unreserve_resources: optional(8, OperatorCallUnreserveResources),
  create_volumes: optional(9, OperatorCallCreateVolumes),
  destroy_volumes: optional(10, OperatorCallDestroyVolumes),
  drain_agent: optional(21, OperatorCallDrainAgent),
  deactivate_agent: optional(22, OperatorCallDeactivateAgent),
  reactivate_agent: optional(23, OperatorCallReactivateAgent),
  update_quota: optional(20, OperatorCallUpdateQuota),
  teardown: optional(16, OperatorCallTeardown),
  mark_agent_gone: optional(17, OperatorCallMarkAgentGone),
  set_quota: optional(14, OperatorCallSetQuota),
  remove_quota: optional(15, OperatorCallRemoveQuota),
});
