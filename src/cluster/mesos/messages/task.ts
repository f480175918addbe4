import { enumeration, map, message, optional, repeated, required } from '../codec/schema.ts';
import {
  AgentID,
  ContainerID,
  DurationInfo,
  ExecutorID,
  FrameworkID,
  Labels,
  Parameter,
  TaskID,
  TimeInfo,
} from './ids.ts';
import { Resource, ValueScalar, Volume } from './values.ts';

/** Tasks, what they run and how they fare. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const CommandInfoURI = message('CommandInfo.URI', {
  value: required(1, 'string'),
  executable: optional(2, 'bool'),
  extract: optional(3, 'bool', true),
  cache: optional(4, 'bool'),
  output_file: optional(5, 'string'),
});
export const EnvironmentVariableType = enumeration('Environment.Variable.Type', { UNKNOWN: 0, VALUE: 1, SECRET: 2 });
export const EnvironmentVariable = message('Environment.Variable', {
  name: required(1, 'string'),
  type: optional(3, EnvironmentVariableType, 'VALUE'),
  value: optional(2, 'string'),
});
export const Environment = message('Environment', {
  variables: repeated(1, EnvironmentVariable),
});
export const CommandInfo = message('CommandInfo', {
  uris: repeated(1, CommandInfoURI),
  environment: optional(2, Environment),
  shell: optional(6, 'bool', true),
  value: optional(3, 'string'),
  arguments: repeated(7, 'string'),
  user: optional(5, 'string'),
});
export const ContainerInfoType = enumeration('ContainerInfo.Type', { DOCKER: 1, MESOS: 2 });
export const ContainerInfoDockerInfoNetwork = enumeration('ContainerInfo.DockerInfo.Network', {
  HOST: 1,
  BRIDGE: 2,
  NONE: 3,
  USER: 4,
});
export const ContainerInfoDockerInfoPortMapping = message('ContainerInfo.DockerInfo.PortMapping', {
  host_port: required(1, 'uint32'),
  container_port: required(2, 'uint32'),
  protocol: optional(3, 'string'),
});
export const ContainerInfoDockerInfo = message('ContainerInfo.DockerInfo', {
  image: required(1, 'string'),
  network: optional(2, ContainerInfoDockerInfoNetwork, 'HOST'),
  port_mappings: repeated(3, ContainerInfoDockerInfoPortMapping),
  privileged: optional(4, 'bool', false),
  parameters: repeated(5, Parameter),
  force_pull_image: optional(6, 'bool'),
});
export const ImageType = enumeration('Image.Type', { APPC: 1, DOCKER: 2 });
export const ImageDocker = message('Image.Docker', {
  name: required(1, 'string'),
});
export const Image = message('Image', {
  type: required(1, ImageType),
  docker: optional(3, ImageDocker),
});
export const ContainerInfoMesosInfo = message('ContainerInfo.MesosInfo', {
  image: optional(1, Image),
});
export const NetworkInfoProtocol = enumeration('NetworkInfo.Protocol', { IPv4: 1, IPv6: 2 });
export const NetworkInfoIPAddress = message('NetworkInfo.IPAddress', {
  protocol: optional(1, NetworkInfoProtocol, 'IPv4'),
  ip_address: optional(2, 'string'),
});
export const NetworkInfoPortMapping = message('NetworkInfo.PortMapping', {
  host_port: required(1, 'uint32'),
  container_port: required(2, 'uint32'),
  protocol: optional(3, 'string'),
});
export const NetworkInfo = message('NetworkInfo', {
  ip_addresses: repeated(5, NetworkInfoIPAddress),
  name: optional(6, 'string'),
  groups: repeated(3, 'string'),
  labels: optional(4, Labels),
  port_mappings: repeated(7, NetworkInfoPortMapping),
});
export const ContainerInfo = message('ContainerInfo', {
  type: required(1, ContainerInfoType),
  volumes: repeated(2, Volume),
  hostname: optional(4, 'string'),
  docker: optional(3, ContainerInfoDockerInfo),
  mesos: optional(5, ContainerInfoMesosInfo),
  network_infos: repeated(7, NetworkInfo),
});
export const HealthCheckType = enumeration('HealthCheck.Type', { UNKNOWN: 0, COMMAND: 1, HTTP: 2, TCP: 3 });
export const HealthCheckHTTPCheckInfo = message('HealthCheck.HTTPCheckInfo', {
  protocol: optional(5, NetworkInfoProtocol, 'IPv4'),
  scheme: optional(3, 'string'),
  port: required(1, 'uint32'),
  path: optional(2, 'string'),
  statuses: repeated(4, 'uint32'),
});
export const HealthCheckTCPCheckInfo = message('HealthCheck.TCPCheckInfo', {
  protocol: optional(2, NetworkInfoProtocol, 'IPv4'),
  port: required(1, 'uint32'),
});
export const HealthCheck = message('HealthCheck', {
  delay_seconds: optional(2, 'double', 15),
  interval_seconds: optional(3, 'double', 10),
  timeout_seconds: optional(4, 'double', 20),
  consecutive_failures: optional(5, 'uint32', 3),
  grace_period_seconds: optional(6, 'double', 10),
  type: optional(8, HealthCheckType),
  command: optional(7, CommandInfo),
  http: optional(1, HealthCheckHTTPCheckInfo),
  tcp: optional(9, HealthCheckTCPCheckInfo),
});
export const CheckInfoType = enumeration('CheckInfo.Type', { UNKNOWN: 0, COMMAND: 1, HTTP: 2, TCP: 3 });
export const CheckInfoCommand = message('CheckInfo.Command', {
  command: required(1, CommandInfo),
});
export const CheckInfoHttp = message('CheckInfo.Http', {
  port: required(1, 'uint32'),
  path: optional(2, 'string'),
});
export const CheckInfoTcp = message('CheckInfo.Tcp', {
  port: required(1, 'uint32'),
});
export const CheckInfo = message('CheckInfo', {
  type: optional(1, CheckInfoType),
  command: optional(2, CheckInfoCommand),
  http: optional(3, CheckInfoHttp),
  tcp: optional(7, CheckInfoTcp),
  delay_seconds: optional(4, 'double', 15),
  interval_seconds: optional(5, 'double', 10),
  timeout_seconds: optional(6, 'double', 20),
});
export const KillPolicy = message('KillPolicy', {
  grace_period: optional(1, DurationInfo),
});
export const DiscoveryInfoVisibility = enumeration('DiscoveryInfo.Visibility', {
  FRAMEWORK: 0,
  CLUSTER: 1,
  EXTERNAL: 2,
});
export const Port = message('Port', {
  number: required(1, 'uint32'),
  name: optional(2, 'string'),
  protocol: optional(3, 'string'),
  visibility: optional(4, DiscoveryInfoVisibility),
  labels: optional(5, Labels),
});
export const Ports = message('Ports', {
  ports: repeated(1, Port),
});
export const DiscoveryInfo = message('DiscoveryInfo', {
  visibility: required(1, DiscoveryInfoVisibility),
  name: optional(2, 'string'),
  environment: optional(3, 'string'),
  location: optional(4, 'string'),
  version: optional(5, 'string'),
  ports: optional(6, Ports),
  labels: optional(7, Labels),
});
export const ExecutorInfoType = enumeration('ExecutorInfo.Type', { UNKNOWN: 0, DEFAULT: 1, CUSTOM: 2 });
export const ExecutorInfo = message('ExecutorInfo', {
  type: optional(15, ExecutorInfoType),
  executor_id: required(1, ExecutorID),
  framework_id: optional(8, FrameworkID),
  command: optional(7, CommandInfo),
  container: optional(11, ContainerInfo),
  resources: repeated(5, Resource),
  name: optional(9, 'string'),
  source: optional(10, 'string'),
  data: optional(4, 'bytes'),
  discovery: optional(12, DiscoveryInfo),
  shutdown_grace_period: optional(13, DurationInfo),
  labels: optional(14, Labels),
});
export const TaskInfo = message('TaskInfo', {
  name: required(1, 'string'),
  task_id: required(2, TaskID),
  agent_id: required(3, AgentID),
  resources: repeated(4, Resource),
  executor: optional(5, ExecutorInfo),
  command: optional(7, CommandInfo),
  container: optional(9, ContainerInfo),
  health_check: optional(8, HealthCheck),
  check: optional(13, CheckInfo),
  kill_policy: optional(12, KillPolicy),
  data: optional(6, 'bytes'),
  labels: optional(10, Labels),
  discovery: optional(11, DiscoveryInfo),
  max_completion_time: optional(14, DurationInfo),
  limits: map(15, ValueScalar),
});
export const TaskGroupInfo = message('TaskGroupInfo', {
  tasks: repeated(1, TaskInfo),
});
export const TaskState = enumeration('TaskState', {
  TASK_STAGING: 6,
  TASK_STARTING: 0,
  TASK_RUNNING: 1,
  TASK_KILLING: 8,
  TASK_FINISHED: 2,
  TASK_FAILED: 3,
  TASK_KILLED: 4,
  TASK_ERROR: 7,
  TASK_LOST: 5,
  TASK_DROPPED: 9,
  TASK_UNREACHABLE: 10,
  TASK_GONE: 11,
  TASK_GONE_BY_OPERATOR: 12,
  TASK_UNKNOWN: 13,
});
export const TaskStatusSource = enumeration('TaskStatus.Source', {
  SOURCE_MASTER: 0,
  SOURCE_AGENT: 1,
  SOURCE_EXECUTOR: 2,
});
export const TaskStatusReason = enumeration('TaskStatus.Reason', {
  REASON_COMMAND_EXECUTOR_FAILED: 0,
  REASON_CONTAINER_LAUNCH_FAILED: 21,
  REASON_CONTAINER_LIMITATION: 19,
  REASON_CONTAINER_LIMITATION_DISK: 20,
  REASON_CONTAINER_LIMITATION_MEMORY: 8,
  REASON_CONTAINER_PREEMPTED: 17,
  REASON_CONTAINER_UPDATE_FAILED: 22,
  REASON_MAX_COMPLETION_TIME_REACHED: 33,
  REASON_EXECUTOR_REGISTRATION_TIMEOUT: 23,
  REASON_EXECUTOR_REREGISTRATION_TIMEOUT: 24,
  REASON_EXECUTOR_TERMINATED: 1,
  REASON_EXECUTOR_UNREGISTERED: 2,
  REASON_FRAMEWORK_REMOVED: 3,
  REASON_GC_ERROR: 4,
  REASON_INVALID_FRAMEWORKID: 5,
  REASON_INVALID_OFFERS: 6,
  REASON_IO_SWITCHBOARD_EXITED: 27,
  REASON_MASTER_DISCONNECTED: 7,
  REASON_RECONCILIATION: 9,
  REASON_RESOURCES_UNKNOWN: 18,
  REASON_AGENT_DISCONNECTED: 10,
  REASON_AGENT_DRAINING: 34,
  REASON_AGENT_REMOVED: 11,
  REASON_AGENT_REMOVED_BY_OPERATOR: 31,
  REASON_AGENT_REREGISTERED: 32,
  REASON_AGENT_RESTARTED: 12,
  REASON_AGENT_UNKNOWN: 13,
  REASON_TASK_KILLED_DURING_LAUNCH: 30,
  REASON_TASK_CHECK_STATUS_UPDATED: 28,
  REASON_TASK_HEALTH_CHECK_STATUS_UPDATED: 29,
  REASON_TASK_GROUP_INVALID: 25,
  REASON_TASK_GROUP_UNAUTHORIZED: 26,
  REASON_TASK_INVALID: 14,
  REASON_TASK_UNAUTHORIZED: 15,
  REASON_TASK_UNKNOWN: 16,
});
export const CheckStatusInfoCommand = message('CheckStatusInfo.Command', {
  exit_code: optional(1, 'int32'),
});
export const CheckStatusInfoHttp = message('CheckStatusInfo.Http', {
  status_code: optional(1, 'uint32'),
});
export const CheckStatusInfoTcp = message('CheckStatusInfo.Tcp', {
  succeeded: optional(1, 'bool'),
});
export const CheckStatusInfo = message('CheckStatusInfo', {
  type: optional(1, CheckInfoType),
  command: optional(2, CheckStatusInfoCommand),
  http: optional(3, CheckStatusInfoHttp),
  tcp: optional(4, CheckStatusInfoTcp),
});
export const ContainerStatus = message('ContainerStatus', {
  container_id: optional(4, ContainerID),
  network_infos: repeated(1, NetworkInfo),
  executor_pid: optional(3, 'uint32'),
});
export const TaskResourceLimitation = message('TaskResourceLimitation', {
  resources: repeated(1, Resource),
});
export const TaskStatus = message('TaskStatus', {
  task_id: required(1, TaskID),
  state: required(2, TaskState),
  message: optional(4, 'string'),
  source: optional(9, TaskStatusSource),
  reason: optional(10, TaskStatusReason),
  data: optional(3, 'bytes'),
  agent_id: optional(5, AgentID),
  executor_id: optional(7, ExecutorID),
  timestamp: optional(6, 'double'),
  uuid: optional(11, 'bytes'),
  healthy: optional(8, 'bool'),
  check_status: optional(15, CheckStatusInfo),
  labels: optional(12, Labels),
  container_status: optional(13, ContainerStatus),
  unreachable_time: optional(14, TimeInfo),
  limitation: optional(16, TaskResourceLimitation),
});
export const Task = message('Task', {
  name: required(1, 'string'),
  task_id: required(2, TaskID),
  framework_id: required(3, FrameworkID),
  executor_id: optional(4, ExecutorID),
  agent_id: required(5, AgentID),
  state: required(6, TaskState),
  resources: repeated(7, Resource),
  statuses: repeated(8, TaskStatus),
  status_update_state: optional(9, TaskState),
  status_update_uuid: optional(10, 'bytes'),
  labels: optional(11, Labels),
  discovery: optional(12, DiscoveryInfo),
  container: optional(13, ContainerInfo),
  health_check: optional(15, HealthCheck),
  kill_policy: optional(16, KillPolicy),
  user: optional(14, 'string'),
  limits: map(17, ValueScalar),
});
