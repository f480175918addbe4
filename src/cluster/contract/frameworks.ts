import Type from 'typebox';
import { operation } from '../../platform/operation.ts';
import { AccountName, FrameworkId, MaybeTime, next, page, Resources, RolePath, Time } from './shapes.ts';

export const Framework = Type.Object({
  id: FrameworkId,
  name: Type.String(),
  kind: Type.Union([Type.Literal('built-in'), Type.Literal('mesos')]),
  account: Type.Union([AccountName, Type.Null()], { description: 'null: the platform itself' }),
  roles: Type.Array(RolePath),
  state: Type.Union([Type.Literal('connected'), Type.Literal('disconnected'), Type.Literal('completed')]),
  address: Type.Union([Type.String(), Type.Null()], { description: 'its own page' }),
  registeredAt: Time,
  disconnectedAt: MaybeTime,
  endsAt: Type.Union([Time, Type.Null()], { description: 'when it is torn down unless it comes back' }),
  used: Resources,
  offered: Resources,
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
  summary: 'End a framework and all of its tasks; built-in ones cannot be ended',
  policy: 'use the cluster',
  params,
  reply: Type.Null(),
  errors: ['framework-not-found', 'framework-built-in'],
});
