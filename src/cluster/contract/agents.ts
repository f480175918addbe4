import Type from 'typebox';
import { operation } from '../../platform/operation.ts';
import { AgentId, MaybeTime, Measured, next, page, Resources, SeenRole, Time } from './shapes.ts';

/**
 *   active ──> draining ──> deactivated ──> active
 *      └──> unreachable ──> active
 * Only an active agent gets anything new; a drained one is deactivated.
 */
export const AgentState = Type.Union([
  Type.Literal('active'),
  Type.Literal('draining'),
  Type.Literal('deactivated'),
  Type.Literal('unreachable'),
]);
export type AgentState = Type.Static<typeof AgentState>;

export const Agent = Type.Object({
  id: AgentId,
  host: Type.String(),
  state: AgentState,
  since: Type.Integer({ description: 'in this state, milliseconds since 1970' }),
  attributes: Type.Record(Type.String(), Type.String()),
  total: Type.Object({ ...Resources.properties }, { description: 'what it gives to tasks' }),
  used: Type.Object({ ...Resources.properties }, { description: 'by tasks, as they are counted' }),
  offered: Resources,
  byRole: Type.Array(Type.Object({ role: SeenRole, resources: Resources }), { description: 'the largest first' }),
  reserved: Type.Array(Type.Object({ role: SeenRole, resources: Resources })),
  volumes: Type.Array(Type.Object({ role: SeenRole, resources: Resources }), {
    description: 'what volumes have of its disk; it is not in `total`',
  }),
  measured: Type.Union([Measured, Type.Null()], { description: 'of all its tasks' }),
  tasks: Type.Integer(),
  notEnforced: Type.Array(Type.String(), { description: 'limits that its host enforces in part or not' }),
  drain: Type.Union(
    [
      Type.Object({ startedAt: Time, endsBy: MaybeTime, tasksLeft: Type.Integer(), markGone: Type.Boolean() }),
      Type.Null(),
    ],
    {
      description: 'while it drains',
    },
  ),
});
export type Agent = Type.Static<typeof Agent>;

export const AgentDetail = Type.Object({
  ...Agent.properties,
  version: Type.String(),
  registeredAt: Time,
  seenAt: Time,
  keptBack: Type.Object({ ...Resources.properties }, { description: 'for the host and the platform itself' }),
  enforced: Type.Array(
    Type.Object({ name: Type.String(), enforced: Type.String(), how: Type.String(), why: Type.String() }),
    { description: 'what its host can enforce, and what not' },
  ),
});
export type AgentDetail = Type.Static<typeof AgentDetail>;

const params = Type.Object({ agentId: AgentId });

export const listAgents = operation({
  method: 'GET',
  path: '/api/agents',
  summary: 'List agents by name, with what they have and who uses it',
  policy: 'see the cluster',
  query: Type.Object({
    ...page,
    state: Type.Optional(AgentState),
    search: Type.Optional(Type.String({ maxLength: 100, description: 'part of a name or of an attribute' })),
  }),
  reply: Type.Object({ items: Type.Array(Agent), next, total: Type.Integer() }),
  errors: [],
});

export const getAgent = operation({
  method: 'GET',
  path: '/api/agents/:agentId',
  summary: 'Show an agent: what it has, gives, and can enforce',
  policy: 'see the cluster',
  params,
  reply: AgentDetail,
  errors: ['agent-not-found'],
});

export const drainAgent = operation({
  method: 'POST',
  path: '/api/agents/:agentId/drain',
  summary: 'Give an agent nothing new and end what runs there; queued tasks start elsewhere',
  policy: 'operate the cluster',
  params,
  body: Type.Object({
    graceSeconds: Type.Integer({
      minimum: 0,
      maximum: 604_800,
      default: 300,
      description: 'how long tasks may go on before they are told to end',
    }),
    markGone: Type.Boolean({ default: false, description: 'it is gone for ever when it is drained' }),
  }),
  reply: Agent,
  errors: ['agent-not-found'],
});

export const deactivateAgent = operation({
  method: 'POST',
  path: '/api/agents/:agentId/deactivate',
  summary: 'Give an agent nothing new; what runs there goes on',
  policy: 'operate the cluster',
  params,
  reply: Agent,
  errors: ['agent-not-found'],
});

export const reactivateAgent = operation({
  method: 'POST',
  path: '/api/agents/:agentId/reactivate',
  summary: 'Let an agent take work again',
  policy: 'operate the cluster',
  params,
  reply: Agent,
  errors: ['agent-not-found'],
});

export const markAgentGone = operation({
  method: 'POST',
  path: '/api/agents/:agentId/gone',
  summary: 'Say that an agent never comes back under its name: its tasks are over, its volumes and reservations too',
  policy: 'operate the cluster',
  params,
  reply: Type.Object({ id: AgentId, tasks: Type.Integer({ description: 'that ran there' }) }),
  errors: ['agent-not-found'],
});
