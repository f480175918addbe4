import { join } from 'node:path';
import type { AgentOptions } from './options.ts';

/** Where the agent keeps things on the host. */
export interface Places {
  tasks: string;
  /** What sandboxes see of /etc, by its contents. */
  etc: string;
  /** Fifos of tasks whose streams are kept apart. */
  streams: string;
  /** Who writes them. */
  scribe: string;
  /** Of homes and groups' folders: the same for all agents of a host. */
  images: string;
  /** Which agent has which of them, and whose turn it is. */
  sharing: string;
  networks: string;
  events: string;
  /** The newest epoch of control that was seen. */
  epoch: string;
  homes: string;
  groups: string;
  /** Tenants' own views of HDFS, where homes are there. */
  hdfs: string;
  /** Of this agent alone. */
  volumes: string;
  /** A task's listening sockets: only the gateway enters. */
  sockets: (taskId: string) => string;
  /** Bound into the account's sandboxes, read-only. */
  gatewayFolder: (account: string) => string;
  /** Where sandboxes have no mounts of their own: the task's private runtime folder. */
  runtime: (taskId: string) => string;
  /** Remembers the process that keeps the user namespace of rung 2. */
  userRange: string;
  agentSocket: string;
}

export function places(options: Pick<AgentOptions, 'dataDir' | 'runDir' | 'socketName' | 'sharing'>): Places {
  const { dataDir, runDir, socketName, sharing } = options;
  const shared = sharing?.dataDir ?? dataDir;
  return {
    tasks: join(dataDir, 'agent/tasks'),
    etc: join(dataDir, 'agent/etc'),
    streams: join(dataDir, 'agent/streams'),
    scribe: join(dataDir, 'agent/scribe.json'),
    images: join(shared, 'agent/images'),
    sharing: join(shared, 'agent/sharing'),
    networks: join(dataDir, 'agent/networks'),
    events: join(dataDir, 'agent/events.ndjson'),
    epoch: join(dataDir, 'agent/epoch'),
    homes: join(shared, 'homes'),
    groups: join(shared, 'groups'),
    hdfs: join(shared, 'hdfs'),
    volumes: join(dataDir, 'volumes'),
    sockets: (taskId) => join(runDir, 'tasks', taskId),
    gatewayFolder: (account) => join(runDir, 'inside', account),
    runtime: (taskId) => join(runDir, 'runtime', taskId),
    userRange: join(dataDir, 'agent/user-range.json'),
    agentSocket: join(runDir, 'agent', socketName),
  };
}
