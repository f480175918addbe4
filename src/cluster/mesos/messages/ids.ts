import { message, optional, repeated, required } from '../codec/schema.ts';

/** Names of things, times and addresses. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const FrameworkID = message('FrameworkID', {
  value: required(1, 'string'),
});
export const OfferID = message('OfferID', {
  value: required(1, 'string'),
});
export const AgentID = message('AgentID', {
  value: required(1, 'string'),
});
export const TaskID = message('TaskID', {
  value: required(1, 'string'),
});
export const ExecutorID = message('ExecutorID', {
  value: required(1, 'string'),
});
export const ContainerID = message('ContainerID', {
  value: required(1, 'string'),
});
export const OperationID = message('OperationID', {
  value: required(1, 'string'),
});
export const TimeInfo = message('TimeInfo', {
  nanoseconds: required(1, 'int64'),
});
export const DurationInfo = message('DurationInfo', {
  nanoseconds: required(1, 'int64'),
});
export const Label = message('Label', {
  key: required(1, 'string'),
  value: optional(2, 'string'),
});
export const Labels = message('Labels', {
  labels: repeated(1, Label),
});
export const Parameter = message('Parameter', {
  key: required(1, 'string'),
  value: required(2, 'string'),
});
export const Address = message('Address', {
  hostname: optional(1, 'string'),
  ip: optional(2, 'string'),
  port: required(3, 'int32'),
});
export const URL = message('URL', {
  scheme: required(1, 'string'),
  address: required(2, Address),
  path: optional(3, 'string'),
});
export const DomainInfoFaultDomainRegionInfo = message('DomainInfo.FaultDomain.RegionInfo', {
  name: required(1, 'string'),
});
export const DomainInfoFaultDomainZoneInfo = message('DomainInfo.FaultDomain.ZoneInfo', {
  name: required(1, 'string'),
});
export const DomainInfoFaultDomain = message('DomainInfo.FaultDomain', {
  region: required(1, DomainInfoFaultDomainRegionInfo),
  zone: required(2, DomainInfoFaultDomainZoneInfo),
});
export const DomainInfo = message('DomainInfo', {
  fault_domain: optional(1, DomainInfoFaultDomain),
});
