import { enumeration, message, optional, repeated, required } from '../codec/schema.ts';
import { AgentID, Labels } from './ids.ts';

/** Resources and attributes. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const ValueType = enumeration('Value.Type', { SCALAR: 0, RANGES: 1, SET: 2, TEXT: 3 });
export const ValueScalar = message('Value.Scalar', {
  value: required(1, 'fixed'),
});
export const ValueRange = message('Value.Range', {
  begin: required(1, 'uint64'),
  end: required(2, 'uint64'),
});
export const ValueRanges = message('Value.Ranges', {
  range: repeated(1, ValueRange),
});
export const ValueSet = message('Value.Set', {
  item: repeated(1, 'string'),
});
export const ValueText = message('Value.Text', {
  value: required(1, 'string'),
});
export const Attribute = message('Attribute', {
  name: required(1, 'string'),
  type: required(2, ValueType),
  scalar: optional(3, ValueScalar),
  ranges: optional(4, ValueRanges),
  set: optional(6, ValueSet),
  text: optional(5, ValueText),
});
export const AllocationInfo = message('Resource.AllocationInfo', {
  role: optional(1, 'string'),
});
export const ReservationInfoType = enumeration('Resource.ReservationInfo.Type', { UNKNOWN: 0, STATIC: 1, DYNAMIC: 2 });
export const ReservationInfo = message('Resource.ReservationInfo', {
  type: optional(4, ReservationInfoType),
  role: optional(3, 'string'),
  principal: optional(1, 'string'),
  labels: optional(2, Labels),
});
export const DiskInfoPersistence = message('Resource.DiskInfo.Persistence', {
  id: required(1, 'string'),
  principal: optional(2, 'string'),
});
export const VolumeMode = enumeration('Volume.Mode', { RW: 1, RO: 2 });
export const Volume = message('Volume', {
  mode: required(3, VolumeMode),
  container_path: required(1, 'string'),
  host_path: optional(2, 'string'),
});
export const DiskInfoSourceType = enumeration('Resource.DiskInfo.Source.Type', {
  UNKNOWN: 0,
  PATH: 1,
  MOUNT: 2,
  BLOCK: 3,
  RAW: 4,
});
export const DiskInfoSourcePath = message('Resource.DiskInfo.Source.Path', {
  root: optional(1, 'string'),
});
export const DiskInfoSourceMount = message('Resource.DiskInfo.Source.Mount', {
  root: optional(1, 'string'),
});
export const DiskInfoSource = message('Resource.DiskInfo.Source', {
  type: required(1, DiskInfoSourceType),
  path: optional(2, DiskInfoSourcePath),
  mount: optional(3, DiskInfoSourceMount),
  id: optional(4, 'string'),
});
export const DiskInfo = message('Resource.DiskInfo', {
  persistence: optional(1, DiskInfoPersistence),
  volume: optional(2, Volume),
  source: optional(3, DiskInfoSource),
});
export const RevocableInfo = message('Resource.RevocableInfo', {});
export const SharedInfo = message('Resource.SharedInfo', {});
export const Resource = message('Resource', {
  name: required(1, 'string'),
  type: required(2, ValueType),
  scalar: optional(3, ValueScalar),
  ranges: optional(4, ValueRanges),
  set: optional(5, ValueSet),
  role: optional(6, 'string', '*'),
  allocation_info: optional(11, AllocationInfo),
  reservation: optional(8, ReservationInfo),
  reservations: repeated(13, ReservationInfo),
  disk: optional(7, DiskInfo),
  revocable: optional(9, RevocableInfo),
  shared: optional(10, SharedInfo),
});
export const Request = message('Request', {
  agent_id: optional(1, AgentID),
  resources: repeated(2, Resource),
});
