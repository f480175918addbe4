import { enumeration, message, optional, repeated, required } from '../codec/schema.ts';
import { FrameworkInfo } from './framework.ts';
import { ContainerID, ExecutorID, FrameworkID, TaskID } from './ids.ts';
import { AgentInfo } from './machines.ts';
import { ExecutorInfo, KillPolicy, TaskGroupInfo, TaskInfo, TaskStatus } from './task.ts';

/** What executors and agents say to each other. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const ExecutorCallType = enumeration('executor.Call.Type', {
  UNKNOWN: 0,
  SUBSCRIBE: 1,
  UPDATE: 2,
  MESSAGE: 3,
  HEARTBEAT: 4,
});
export const ExecutorCallUpdate = message('executor.Call.Update', {
  status: required(1, TaskStatus),
});
export const ExecutorCallSubscribe = message('executor.Call.Subscribe', {
  unacknowledged_tasks: repeated(1, TaskInfo),
  unacknowledged_updates: repeated(2, ExecutorCallUpdate),
});
export const ExecutorCallMessage = message('executor.Call.Message', {
  data: required(2, 'bytes'),
});
export const ExecutorCall = message('executor.Call', {
  executor_id: required(1, ExecutorID),
  framework_id: required(2, FrameworkID),
  type: optional(3, ExecutorCallType),
  subscribe: optional(4, ExecutorCallSubscribe),
  update: optional(5, ExecutorCallUpdate),
  message: optional(6, ExecutorCallMessage),
});
export const ExecutorEventType = enumeration('executor.Event.Type', {
  UNKNOWN: 0,
  SUBSCRIBED: 1,
  LAUNCH: 2,
  LAUNCH_GROUP: 8,
  KILL: 3,
  ACKNOWLEDGED: 4,
  MESSAGE: 5,
  ERROR: 6,
  SHUTDOWN: 7,
  HEARTBEAT: 9,
});
export const ExecutorEventSubscribed = message('executor.Event.Subscribed', {
  executor_info: required(1, ExecutorInfo),
  framework_info: required(2, FrameworkInfo),
  agent_info: required(3, AgentInfo),
  container_id: optional(4, ContainerID),
});
export const ExecutorEventAcknowledged = message('executor.Event.Acknowledged', {
  task_id: required(1, TaskID),
  uuid: required(2, 'bytes'),
});
export const ExecutorEventLaunch = message('executor.Event.Launch', {
  task: required(1, TaskInfo),
});
export const ExecutorEventLaunchGroup = message('executor.Event.LaunchGroup', {
  task_group: required(1, TaskGroupInfo),
});
export const ExecutorEventKill = message('executor.Event.Kill', {
  task_id: required(1, TaskID),
  kill_policy: optional(2, KillPolicy),
});
export const ExecutorEventMessage = message('executor.Event.Message', {
  data: required(1, 'bytes'),
});
export const ExecutorEventError = message('executor.Event.Error', {
  message: required(1, 'string'),
});
export const ExecutorEvent = message('executor.Event', {
  type: optional(1, ExecutorEventType),
  subscribed: optional(2, ExecutorEventSubscribed),
  acknowledged: optional(3, ExecutorEventAcknowledged),
  launch: optional(4, ExecutorEventLaunch),
  launch_group: optional(8, ExecutorEventLaunchGroup),
  kill: optional(5, ExecutorEventKill),
  message: optional(6, ExecutorEventMessage),
  error: optional(7, ExecutorEventError),
});
