import Type from 'typebox';
import { operation } from '../../platform/operation.ts';
import { Agent } from './agents.ts';
import { Role } from './roles.ts';
import { AccountName, AgentId, Resources, SeenRole, Sentence, TaskId, Time } from './shapes.ts';
import { Task } from './task.ts';
import { Usage } from './task-output.ts';
import { Explanation, Preemption } from './why.ts';

/** What waits: a queued task, or what a framework wants. */
export const Waiting = Type.Object({
  task: Type.Union([Task, Type.Null()], { description: 'null: a framework wants it and has no task yet' }),
  framework: Type.Object({ id: Type.String(), name: Type.String() }),
  account: Type.Union([AccountName, Type.Null()]),
  explanation: Explanation,
});
export type Waiting = Type.Static<typeof Waiting>;

/** One picture for the page. `/api/events` tells events of type `cluster`, at most one a second, when it may have changed. */
export const ClusterPicture = Type.Object({
  at: Time,
  total: Type.Object({ ...Resources.properties }, { description: 'of active and draining agents' }),
  used: Resources,
  offered: Resources,
  states: Type.Object({
    active: Type.Integer(),
    draining: Type.Integer(),
    deactivated: Type.Integer(),
    unreachable: Type.Integer(),
  }),
  roles: Type.Array(Role, { description: 'groups, and the own accounts below them; those that use or want something' }),
  others: Resources,
  agents: Type.Array(Agent, { maxItems: 500, description: 'the first 500 by name' }),
  agentsInAll: Type.Integer(),
  waiting: Type.Array(Waiting, { maxItems: 100, description: 'the longest wait first' }),
  waitingInAll: Type.Integer(),
  preemptions: Type.Array(Preemption, { maxItems: 50, description: 'of the last hour, the newest first' }),
  running: Type.Integer({ description: 'tasks' }),
});
export type ClusterPicture = Type.Static<typeof ClusterPicture>;

export const getCluster = operation({
  method: 'GET',
  path: '/api/cluster',
  summary: 'Show the cluster: what it has, who uses it, what waits and why, who made room for whom',
  policy: 'see the cluster',
  reply: ClusterPicture,
  errors: [],
});

const series = Type.Array(Type.Number());

/** Columns, one value for each time. */
export const ClusterHistory = Type.Object({
  stepMilliseconds: Type.Integer(),
  times: Type.Array(Time),
  total: Type.Object({ cpus: series, memory: series }),
  roles: Type.Array(Type.Object({ role: SeenRole, cpus: series, memory: series }), {
    description: 'groups that used most; null: all others together',
  }),
  measured: Type.Object(
    {
      cpus: Type.Array(Type.Union([Type.Number(), Type.Null()])),
      memory: Type.Array(Type.Union([Type.Number(), Type.Null()])),
    },
    { description: 'what tasks really used; null: not measured then' },
  ),
  running: series,
  waiting: series,
  preempted: Type.Array(Type.Integer(), { description: 'tasks told to end for others, in this step' }),
});
export type ClusterHistory = Type.Static<typeof ClusterHistory>;

export const getClusterHistory = operation({
  method: 'GET',
  path: '/api/cluster/history',
  summary: 'Show who used what over the last day',
  policy: 'see the cluster',
  query: Type.Object({ hours: Type.Integer({ minimum: 1, maximum: 24, default: 24 }) }),
  reply: ClusterHistory,
  errors: [],
});

/** For a size that is asked for: how many fit now, and where. */
export const fitNow = operation({
  method: 'GET',
  path: '/api/cluster/fit',
  summary: 'Say how many tasks of a size fit now, and where',
  policy: 'see the cluster',
  query: Type.Object({
    cpus: Type.Number({ minimum: 0, default: 1 }),
    memory: Type.Integer({ minimum: 0, default: 1_000_000_000, description: 'bytes' }),
    disk: Type.Integer({ minimum: 0, default: 0, description: 'bytes' }),
  }),
  reply: Type.Object({
    count: Type.Integer(),
    agents: Type.Array(Type.Object({ agent: AgentId, count: Type.Integer() }), { maxItems: 100 }),
  }),
  errors: [],
});

/** Of all tasks of an account together. */
export const getAccountUsage = operation({
  method: 'GET',
  path: '/api/cluster/usage/:name',
  summary: 'Show what an account asked for and used over the last day, with advice on sizes',
  policy: 'see the own use of the cluster',
  params: Type.Object({ name: AccountName }),
  reply: Type.Object({
    ...Type.Omit(Usage, ['advice']).properties,
    asked: Type.Array(Type.Object({ cpus: Type.Number(), memory: Type.Number() }), {
      description: 'what was asked for then, one for each sample',
    }),
    advices: Type.Array(Type.Object({ task: Type.Object({ id: TaskId, name: Type.String() }), advice: Sentence }), {
      description: 'of what runs now',
    }),
  }),
  errors: [],
});
