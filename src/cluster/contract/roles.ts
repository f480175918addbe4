import Type from 'typebox';
import { operation } from '../../platform/operation.ts';
import { MaybeTime, PriorityClass, ResourceName, Resources, RolePath, SomeResources } from './shapes.ts';
import { Preemption } from './why.ts';

/** A node of the fair-share tree. Shares are parts of the cluster, from 0 to 1, of the resource it has most of. */
export const Role = Type.Object({
  path: RolePath,
  weight: Type.Number({ exclusiveMinimum: 0 }),
  guarantee: SomeResources,
  limit: SomeResources,
  highestClass: PriorityClass,
  recorded: Type.Boolean({ description: 'false: it has the defaults' }),
  used: Type.Object({ ...Resources.properties }, { description: 'by it and all below it' }),
  dominant: Type.Union([ResourceName, Type.Null()], { description: 'of which it holds the largest part' }),
  share: Type.Number(),
  fairShare: Type.Number({ description: 'what it would have now, were all shared by weight' }),
  starvedSince: MaybeTime,
  running: Type.Integer({ description: 'tasks' }),
  waiting: Type.Integer({ description: 'tasks' }),
});
export type Role = Type.Static<typeof Role>;

/** What is named changes; null goes back to the default. */
export const RoleChange = Type.Object({
  path: RolePath,
  weight: Type.Optional(Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 1e6 }), Type.Null()])),
  guarantee: Type.Optional(Type.Union([SomeResources, Type.Null()])),
  limit: Type.Optional(Type.Union([SomeResources, Type.Null()])),
  highestClass: Type.Optional(Type.Union([PriorityClass, Type.Null()])),
});
export type RoleChange = Type.Static<typeof RoleChange>;

export const listRoles = operation({
  method: 'GET',
  path: '/api/roles',
  summary: 'Show the tree of roles: all for an administrator; for everybody else the own, and those they are below',
  policy: 'see the cluster',
  reply: Type.Object({
    total: Resources,
    items: Type.Array(Role, { description: 'by path, so that a group stands before its accounts' }),
    others: Type.Object({ ...Resources.properties }, { description: 'used by roles that are not shown' }),
  }),
  errors: [],
});

export const setRole = operation({
  method: 'PATCH',
  path: '/api/roles',
  summary: 'Change weight, guarantee, limit or highest class of a role',
  policy: 'operate the cluster',
  body: RoleChange,
  reply: Role,
  errors: ['role-not-found', 'guarantee-over-limit', 'guarantees-over-total'],
});

export const setRoles = operation({
  method: 'PATCH',
  path: '/api/roles/several',
  summary: 'Change several roles together: all or, where one may not be so, none',
  policy: 'operate the cluster',
  body: Type.Object({ changes: Type.Array(RoleChange, { minItems: 1, maxItems: 100 }) }),
  reply: Type.Object({ items: Type.Array(Role) }),
  errors: ['role-not-found', 'guarantee-over-limit', 'guarantees-over-total'],
});

/** What follows when nothing else changes: the current state is planned on with the change, and nothing is done. */
export const previewRoles = operation({
  method: 'POST',
  path: '/api/roles/preview',
  summary: 'Show what a change of roles would do to what runs and waits now',
  policy: 'operate the cluster',
  body: Type.Object({ changes: Type.Array(RoleChange, { minItems: 1, maxItems: 100 }) }),
  reply: Type.Object({
    seconds: Type.Number({ description: 'how far ahead was planned' }),
    before: Type.Array(Role),
    after: Type.Array(Role),
    starts: Type.Array(Type.Object({ name: Type.String(), role: RolePath, tasks: Type.Integer() })),
    preemptions: Type.Array(Preemption),
    waitingBefore: Type.Integer(),
    waitingAfter: Type.Integer(),
  }),
  audit: false,
  errors: ['role-not-found', 'guarantee-over-limit', 'guarantees-over-total', 'preview-not-now'],
});
