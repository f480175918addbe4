import Type from 'typebox';
import { operation } from '../../platform/operation.ts';
import {
  AccountName,
  AgentId,
  FrameworkId,
  MaybeTime,
  PriorityClass,
  ResourceName,
  Resources,
  RolePath,
  SeenRole,
  Sentence,
  TaskId,
  Time,
} from './shapes.ts';

/** One thing that was looked at: whether it is in the way, and what is behind that. */
export const Check = Type.Object({
  passed: Type.Boolean(),
  said: Sentence,
});
export type Check = Type.Static<typeof Check>;

/** Who holds most of what is short where it may run; the largest first. */
export const Holders = Type.Object({
  kind: ResourceName,
  roles: Type.Array(Type.Object({ role: SeenRole, amount: Type.Number() })),
});
export type Holders = Type.Static<typeof Holders>;

/** Why something waits. */
export const Explanation = Type.Object({
  role: RolePath,
  class: PriorityClass,
  need: Resources,
  tasks: Type.Integer({ description: 'how many such tasks wait' }),
  since: Time,
  headline: Sentence,
  checks: Type.Array(Check, { description: 'in the order in which they are made; those not passed are in the way' }),
  holders: Type.Array(Holders),
  start: Sentence,
  startAt: MaybeTime,
  startOn: Type.Union([AgentId, Type.Null()]),
});
export type Explanation = Type.Static<typeof Explanation>;

/** A task that was told to end so that another gets its place. */
export const Preemption = Type.Object({
  at: Time,
  task: Type.Object({ id: TaskId, name: Type.String(), visible: Type.Boolean({ description: 'may be opened' }) }),
  agent: AgentId,
  role: SeenRole,
  class: PriorityClass,
  resources: Resources,
  for: Type.Object({
    task: Type.Union([TaskId, Type.Null()], { description: 'null: a framework without a task yet' }),
    name: Type.String(),
    role: SeenRole,
    class: PriorityClass,
  }),
  rule: Sentence,
  chosen: Sentence,
  graceSeconds: Type.Number(),
});
export type Preemption = Type.Static<typeof Preemption>;

const waits = Type.Object({
  state: Type.Union([
    Type.Literal('waits'),
    Type.Literal('runs'),
    Type.Literal('ended'),
    Type.Literal('wants-nothing'),
  ]),
  notes: Type.Array(Sentence, { description: 'what a framework itself does that keeps more from it' }),
  explanations: Type.Array(Explanation, { description: 'one for each size that waits; empty when nothing does' }),
  preemptions: Type.Array(Preemption, { description: 'what makes room for it, and by what it lost its place' }),
});
export type Waits = Type.Static<typeof waits>;

export const whyTask = operation({
  method: 'GET',
  path: '/api/tasks/:taskId/why',
  summary: 'Say why a task waits, or why it had to end',
  policy: 'see the cluster',
  params: Type.Object({ taskId: TaskId }),
  reply: waits,
  errors: ['task-not-found'],
});

export const whyWorkspace = operation({
  method: 'GET',
  path: '/api/workspaces/:name/why',
  summary: 'Say why a workspace waits',
  policy: 'see the workspace',
  params: Type.Object({ name: AccountName }),
  reply: waits,
  errors: [],
});

export const whyFramework = operation({
  method: 'GET',
  path: '/api/frameworks/:frameworkId/why',
  summary: 'Say why a framework gets no more',
  policy: 'see the cluster',
  params: Type.Object({ frameworkId: FrameworkId }),
  reply: waits,
  errors: ['framework-not-found'],
});
