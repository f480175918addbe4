import { enumeration, map, message, optional, repeated, required } from '../codec/schema.ts';
import { Address, AgentID, DomainInfo, DurationInfo, FrameworkID, TimeInfo } from './ids.ts';
import { Attribute, Resource, ValueScalar } from './values.ts';

/** The master, agents, roles and quotas. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const MasterInfoCapabilityType = enumeration('MasterInfo.Capability.Type', {
  UNKNOWN: 0,
  AGENT_UPDATE: 1,
  AGENT_DRAINING: 2,
});
export const MasterInfoCapability = message('MasterInfo.Capability', {
  type: optional(1, MasterInfoCapabilityType),
});
export const MasterInfo = message('MasterInfo', {
  id: required(1, 'string'),
  ip: required(2, 'uint32'),
  port: required(3, 'uint32'),
  pid: optional(4, 'string'),
  hostname: optional(5, 'string'),
  version: optional(6, 'string'),
  address: optional(7, Address),
  domain: optional(8, DomainInfo),
  capabilities: repeated(9, MasterInfoCapability),
});
export const AgentInfo = message('AgentInfo', {
  hostname: required(1, 'string'),
  port: optional(8, 'int32', 5051),
  resources: repeated(3, Resource),
  attributes: repeated(5, Attribute),
  id: optional(6, AgentID),
  domain: optional(10, DomainInfo),
});
export const AgentInfoCapabilityType = enumeration('AgentInfo.Capability.Type', {
  UNKNOWN: 0,
  MULTI_ROLE: 1,
  HIERARCHICAL_ROLE: 2,
  RESERVATION_REFINEMENT: 3,
  RESOURCE_PROVIDER: 4,
  RESIZE_VOLUME: 5,
  AGENT_OPERATION_FEEDBACK: 6,
  AGENT_DRAINING: 7,
  TASK_RESOURCE_LIMITS: 8,
});
export const AgentInfoCapability = message('AgentInfo.Capability', {
  type: optional(1, AgentInfoCapabilityType),
});
export const VersionInfo = message('VersionInfo', {
  version: required(1, 'string'),
  build_date: optional(2, 'string'),
  build_time: optional(3, 'double'),
  build_user: optional(4, 'string'),
  git_sha: optional(5, 'string'),
  git_branch: optional(6, 'string'),
  git_tag: optional(7, 'string'),
});
export const Flag = message('Flag', {
  name: required(1, 'string'),
  value: optional(2, 'string'),
});
export const Metric = message('Metric', {
  name: required(1, 'string'),
  value: optional(2, 'double'),
});
export const FileInfo = message('FileInfo', {
  path: required(1, 'string'),
  nlink: optional(2, 'int32'),
  size: optional(3, 'uint64'),
  mtime: optional(4, TimeInfo),
  mode: optional(5, 'uint32'),
  uid: optional(6, 'string'),
  gid: optional(7, 'string'),
});
export const Role = message('Role', {
  name: required(1, 'string'),
  weight: required(2, 'double'),
  frameworks: repeated(3, FrameworkID),
  resources: repeated(4, Resource),
});
export const WeightInfo = message('WeightInfo', {
  weight: required(1, 'double'),
  role: optional(2, 'string'),
});
export const DrainState = enumeration('DrainState', { UNKNOWN: 0, DRAINING: 1, DRAINED: 2 });
export const DrainConfig = message('DrainConfig', {
  max_grace_period: optional(1, DurationInfo),
  mark_gone: optional(2, 'bool', false),
});
export const DrainInfo = message('DrainInfo', {
  state: required(1, DrainState),
  config: required(2, DrainConfig),
});
export const QuotaConfig = message('quota.QuotaConfig', {
  role: required(1, 'string'),
  guarantees: map(2, ValueScalar),
  limits: map(3, ValueScalar),
});
export const QuotaInfo = message('quota.QuotaInfo', {
  role: optional(1, 'string'),
  principal: optional(2, 'string'),
  guarantee: repeated(3, Resource),
});
export const QuotaStatus = message('quota.QuotaStatus', {
  infos: repeated(1, QuotaInfo),
  configs: repeated(2, QuotaConfig),
});
export const QuotaRequest = message('quota.QuotaRequest', {
  force: optional(1, 'bool'),
  role: optional(2, 'string'),
  guarantee: repeated(3, Resource),
});
