import Type from 'typebox';
import { operation } from '../../platform/operation.ts';
import { AccountName, FrameworkId, MaybeTime, next, page, Resources, RolePath, Time } from './shapes.ts';

export const Framework = Type.Object({
  id: FrameworkId,
  name: Type.String(),
  kind: Type.Union([Type.Literal('built-in'), Type.Literal('workspace'), Type.Literal('mesos')], {
    description: 'of the platform; a running workspace, whose code may take offers; over the API of Mesos',
  }),
  account: Type.Union([AccountName, Type.Null()], { description: 'null: the platform itself' }),
  roles: Type.Array(RolePath),
  state: Type.Union([Type.Literal('connected'), Type.Literal('disconnected'), Type.Literal('completed')]),
  address: Type.Union([Type.String(), Type.Null()], { description: 'its own page' }),
  within: Type.Union([FrameworkId, Type.Null()], { description: 'the workspace whose code it is; it ends with that' }),
  registeredAt: Time,
  connectedAt: Type.Union([Time, Type.Null()], { description: 'its connection of now' }),
  disconnectedAt: MaybeTime,
  endsAt: Type.Union([Time, Type.Null()], { description: 'when it is torn down unless it comes back' }),
  used: Resources,
  offered: Resources,
  offers: Type.Integer({ description: 'that it has not answered' }),
  running: Type.Integer(),
  waiting: Type.Integer({ description: 'tasks that it said it wants, or is inferred to want' }),
  silent: Type.Boolean({ description: 'it never said what it needs' }),
  suppressed: Type.Boolean(),
});
export type Framework = Type.Static<typeof Framework>;

const params = Type.Object({ frameworkId: FrameworkId });

export const listFrameworks = operation({
  method: 'GET',
  path: '/api/frameworks',
  summary: 'List frameworks: all for an administrator, the own and the built-in ones for everybody else',
  policy: 'see the cluster',
  query: Type.Object({ ...page, completed: Type.Boolean({ default: false }) }),
  reply: Type.Object({ items: Type.Array(Framework), next }),
  errors: [],
});

export const getFramework = operation({
  method: 'GET',
  path: '/api/frameworks/:frameworkId',
  summary: 'Show a framework',
  policy: 'see the cluster',
  params,
  reply: Framework,
  errors: ['framework-not-found'],
});

export const tearDownFramework = operation({
  method: 'DELETE',
  path: '/api/frameworks/:frameworkId',
  summary: 'End a framework and all of its tasks; built-in ones and workspaces are not ended here',
  policy: 'use the cluster',
  params,
  reply: Type.Null(),
  errors: ['framework-not-found', 'framework-built-in'],
});
