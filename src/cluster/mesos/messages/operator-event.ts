import { enumeration, message, optional, required } from '../codec/schema.ts';
import { FrameworkInfo } from './framework.ts';
import { AgentID, FrameworkID } from './ids.ts';
import {
  OperatorResponseGetAgentsAgent,
  OperatorResponseGetFrameworksFramework,
  OperatorResponseGetState,
} from './operator-response.ts';
import { Task, TaskState, TaskStatus } from './task.ts';

/** What an operator who watches is told. Names and numbers are those of org.apache.mesos.v1, 1.11. */

export const OperatorEventType = enumeration('master.Event.Type', {
  UNKNOWN: 0,
  SUBSCRIBED: 1,
  TASK_ADDED: 2,
  TASK_UPDATED: 3,
  AGENT_ADDED: 4,
  AGENT_REMOVED: 5,
  FRAMEWORK_ADDED: 6,
  FRAMEWORK_UPDATED: 7,
  FRAMEWORK_REMOVED: 8,
  HEARTBEAT: 9,
});
export const OperatorEventSubscribed = message('master.Event.Subscribed', {
  get_state: optional(1, OperatorResponseGetState),
  heartbeat_interval_seconds: optional(2, 'double'),
});
export const OperatorEventTaskAdded = message('master.Event.TaskAdded', {
  task: required(1, Task),
});
export const OperatorEventTaskUpdated = message('master.Event.TaskUpdated', {
  framework_id: required(1, FrameworkID),
  status: required(2, TaskStatus),
  state: required(3, TaskState),
});
export const OperatorEventAgentAdded = message('master.Event.AgentAdded', {
  agent: required(1, OperatorResponseGetAgentsAgent),
});
export const OperatorEventAgentRemoved = message('master.Event.AgentRemoved', {
  agent_id: required(1, AgentID),
});
export const OperatorEventFrameworkAdded = message('master.Event.FrameworkAdded', {
  framework: required(1, OperatorResponseGetFrameworksFramework),
});
export const OperatorEventFrameworkUpdated = message('master.Event.FrameworkUpdated', {
  framework: required(1, OperatorResponseGetFrameworksFramework),
});
export const OperatorEventFrameworkRemoved = message('master.Event.FrameworkRemoved', {
  framework_info: required(1, FrameworkInfo),
});
export const OperatorEvent = message('master.Event', {
  type: optional(1, OperatorEventType),
  subscribed: optional(2, OperatorEventSubscribed),
  task_added: optional(3, OperatorEventTaskAdded),
  task_updated: optional(4, OperatorEventTaskUpdated),
  agent_added: optional(5, OperatorEventAgentAdded),
  agent_removed: optional(6, OperatorEventAgentRemoved),
  framework_added: optional(7, OperatorEventFrameworkAdded),
  framework_updated: optional(8, OperatorEventFrameworkUpdated),
  framework_removed: optional(9, OperatorEventFrameworkRemoved),
});
