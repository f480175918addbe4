import { enumeration, message, optional, repeated, required } from '../codec/schema.ts';
import { FrameworkInfo } from './framework.ts';
import { AgentID, TimeInfo } from './ids.ts';
import {
  AgentInfo,
  AgentInfoCapability,
  DrainInfo,
  FileInfo,
  Flag,
  MasterInfo,
  Metric,
  QuotaStatus,
  Role,
  VersionInfo,
  WeightInfo,
} from './machines.ts';
import { Offer } from './offer.ts';
import { ExecutorInfo, Task } from './task.ts';
import { Resource } from './values.ts';

/** What an operator is answered. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const OperatorResponseType = enumeration('master.Response.Type', {
  UNKNOWN: 0,
  GET_HEALTH: 1,
  GET_FLAGS: 2,
  GET_VERSION: 3,
  GET_METRICS: 4,
  GET_LOGGING_LEVEL: 5,
  LIST_FILES: 6,
  READ_FILE: 7,
  GET_STATE: 8,
  GET_AGENTS: 9,
  GET_FRAMEWORKS: 10,
  GET_EXECUTORS: 11,
  GET_OPERATIONS: 19,
  GET_TASKS: 12,
  GET_ROLES: 13,
  GET_WEIGHTS: 14,
  GET_MASTER: 15,
  GET_MAINTENANCE_STATUS: 16,
  GET_MAINTENANCE_SCHEDULE: 17,
  GET_QUOTA: 18,
});
export const OperatorResponseGetHealth = message('master.Response.GetHealth', {
  healthy: required(1, 'bool'),
});
export const OperatorResponseGetFlags = message('master.Response.GetFlags', {
  flags: repeated(1, Flag),
});
export const OperatorResponseGetVersion = message('master.Response.GetVersion', {
  version_info: required(1, VersionInfo),
});
export const OperatorResponseGetMetrics = message('master.Response.GetMetrics', {
  metrics: repeated(1, Metric),
});
export const OperatorResponseListFiles = message('master.Response.ListFiles', {
  file_infos: repeated(1, FileInfo),
});
export const OperatorResponseReadFile = message('master.Response.ReadFile', {
  size: required(1, 'uint64'),
  data: required(2, 'bytes'),
});
export const OperatorResponseGetTasks = message('master.Response.GetTasks', {
  pending_tasks: repeated(1, Task),
  tasks: repeated(2, Task),
  unreachable_tasks: repeated(5, Task),
  completed_tasks: repeated(3, Task),
  orphan_tasks: repeated(4, Task),
});
export const OperatorResponseGetExecutorsExecutor = message('master.Response.GetExecutors.Executor', {
  executor_info: required(1, ExecutorInfo),
  agent_id: required(2, AgentID),
});
export const OperatorResponseGetExecutors = message('master.Response.GetExecutors', {
  executors: repeated(1, OperatorResponseGetExecutorsExecutor),
  orphan_executors: repeated(2, OperatorResponseGetExecutorsExecutor),
});
export const OperatorResponseGetFrameworksFramework = message('master.Response.GetFrameworks.Framework', {
  framework_info: required(1, FrameworkInfo),
  active: required(2, 'bool'),
  connected: required(3, 'bool'),
  recovered: required(11, 'bool'),
  registered_time: optional(4, TimeInfo),
  reregistered_time: optional(5, TimeInfo),
  unregistered_time: optional(6, TimeInfo),
  offers: repeated(7, Offer),
  allocated_resources: repeated(9, Resource),
  offered_resources: repeated(10, Resource),
});
export const OperatorResponseGetFrameworks = message('master.Response.GetFrameworks', {
  frameworks: repeated(1, OperatorResponseGetFrameworksFramework),
  completed_frameworks: repeated(2, OperatorResponseGetFrameworksFramework),
  recovered_frameworks: repeated(3, FrameworkInfo),
});
export const OperatorResponseGetAgentsAgent = message('master.Response.GetAgents.Agent', {
  agent_info: required(1, AgentInfo),
  active: required(2, 'bool'),
  deactivated: optional(12, 'bool'),
  version: required(3, 'string'),
  pid: optional(4, 'string'),
  registered_time: optional(5, TimeInfo),
  reregistered_time: optional(6, TimeInfo),
  total_resources: repeated(7, Resource),
  allocated_resources: repeated(8, Resource),
  offered_resources: repeated(9, Resource),
  capabilities: repeated(10, AgentInfoCapability),
  drain_info: optional(13, DrainInfo),
  estimated_drain_start_time: optional(14, TimeInfo),
});
export const OperatorResponseGetAgents = message('master.Response.GetAgents', {
  agents: repeated(1, OperatorResponseGetAgentsAgent),
  recovered_agents: repeated(2, AgentInfo),
});
export const OperatorResponseGetState = message('master.Response.GetState', {
  get_tasks: optional(1, OperatorResponseGetTasks),
  get_executors: optional(2, OperatorResponseGetExecutors),
  get_frameworks: optional(3, OperatorResponseGetFrameworks),
  get_agents: optional(4, OperatorResponseGetAgents),
});
export const OperatorResponseGetRoles = message('master.Response.GetRoles', {
  roles: repeated(1, Role),
});
export const OperatorResponseGetWeights = message('master.Response.GetWeights', {
  weight_infos: repeated(1, WeightInfo),
});
export const OperatorResponseGetMaster = message('master.Response.GetMaster', {
  master_info: optional(1, MasterInfo),
  start_time: optional(2, 'double'),
  elected_time: optional(3, 'double'),
});
export const OperatorResponseGetQuota = message('master.Response.GetQuota', {
  status: required(1, QuotaStatus),
});
export const OperatorResponse = message('master.Response', {
  type: optional(1, OperatorResponseType),
  get_health: optional(2, OperatorResponseGetHealth),
  get_flags: optional(3, OperatorResponseGetFlags),
  get_version: optional(4, OperatorResponseGetVersion),
  get_metrics: optional(5, OperatorResponseGetMetrics),
  list_files: optional(7, OperatorResponseListFiles),
  read_file: optional(8, OperatorResponseReadFile),
  get_state: optional(9, OperatorResponseGetState),
  get_agents: optional(10, OperatorResponseGetAgents),
  get_frameworks: optional(11, OperatorResponseGetFrameworks),
  get_executors: optional(12, OperatorResponseGetExecutors),
  get_tasks: optional(13, OperatorResponseGetTasks),
  get_roles: optional(14, OperatorResponseGetRoles),
  get_weights: optional(15, OperatorResponseGetWeights),
  get_master: optional(16, OperatorResponseGetMaster),
  get_quota: optional(19, OperatorResponseGetQuota),
});
