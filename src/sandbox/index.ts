/** The sandbox room: the agent process and the port to it. */
export { agentClient } from './adapters/agent-socket/agent-client.ts';
export { probeHost, type RunningAgent, startAgent } from './agent.ts';
export { AgentError, type AgentErrorCode } from './agent-error.ts';
export type { AgentPort } from './agent-port.ts';
export { doctor } from './doctor.ts';
export type { AgentResources } from './host-resources.ts';
export type { AgentOptions } from './options.ts';
export type * from './probe-report.ts';
export type { HostResources, PortRange } from './rules/host-resources.ts';
export { imageName } from './rules/image-name.ts';
export { workLimits } from './rules/work-limits.ts';
export type { WorkEntry, WorkListing, WorkPart, WorkPlace } from './rules/work-place.ts';
export type * from './task.ts';
