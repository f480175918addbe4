import Type from 'typebox';
import { priorityClasses } from '../rules/priority-class.ts';

/*
 * What several operations of the cluster share. Times are milliseconds since 1970.
 * Lists that can grow come in pages: `next` goes into `after` of the next call.
 */

export const Time = Type.Integer({ minimum: 0, maximum: 8.64e15, description: 'milliseconds since 1970' });
export const MaybeTime = Type.Union([Time, Type.Null()]);

export const page = {
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  after: Type.Optional(Type.String({ maxLength: 300, description: '`next` of the page before' })),
};
export const next = Type.Union([Type.String(), Type.Null()], { description: 'null: this is the last page' });

const amount = (description: string) => Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

/** How much of each kind; the names are the kinds. */
export const Resources = Type.Object({
  cpus: amount('cores; 0.5 is half of one'),
  memory: amount('bytes'),
  disk: amount('bytes'),
  inodes: amount('files and folders'),
  bandwidth: amount('bit/s'),
  ports: amount('how many'),
});
export type Resources = Type.Static<typeof Resources>;

/** What is guaranteed, limited or reserved. Ports are not: there are plenty. */
export const SomeResources = Type.Partial(Type.Omit(Resources, ['ports']), { additionalProperties: false });
export type SomeResources = Type.Static<typeof SomeResources>;

export const resourceNames = ['cpus', 'memory', 'disk', 'inodes', 'bandwidth', 'ports'] as const;
export const limitedNames = ['cpus', 'memory', 'disk', 'inodes', 'bandwidth'] as const;
export const ResourceName = Type.Enum(resourceNames);
export type ResourceName = (typeof resourceNames)[number];

export const PriorityClass = Type.Enum(priorityClasses, {
  description: 'from the one that gives way to nobody to the one that gives way to all',
});
export type PriorityClass = (typeof priorityClasses)[number];

const name = '[a-z][a-z0-9._-]{0,31}';
export const AccountName = Type.String({ pattern: `^${name}$` });
export const RolePath = Type.String({
  pattern: `^${name}(/${name})?$`,
  description: '`group` or `group/account`',
});
/** Of somebody's role; null stands for all roles that the caller may not see. */
export const SeenRole = Type.Union([RolePath, Type.Null()]);

export const TaskId = Type.String({ pattern: '^[a-z0-9-]{1,64}$', description: 'given by the platform' });
export const AgentId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' });
export const FrameworkId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$' });

/** Where a task may run: the agent's attribute is one of these, or (`not`) none of them. */
export const Constraint = Type.Object({
  attribute: Type.String({ minLength: 1, maxLength: 100 }),
  values: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 100 }),
  not: Type.Boolean({ default: false }),
});
export type Constraint = Type.Static<typeof Constraint>;

/** Something said to people: pages say it in their language by its code, everybody else shows `text`. */
export const Sentence = Type.Object({
  code: Type.String(),
  parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
    description: 'what the sentence tells: names, counts, amounts in the units of resources, times',
  }),
  text: Type.String({ description: 'the same in English' }),
});
export type Sentence = Type.Static<typeof Sentence>;

/** What was measured of something that runs; null where the host cannot tell. */
export const Measured = Type.Object({
  at: Time,
  cpus: Type.Union([Type.Number(), Type.Null()], { description: 'cores, on average since the sample before' }),
  memory: Type.Union([Type.Number(), Type.Null()], { description: 'bytes' }),
  disk: Type.Union([Type.Number(), Type.Null()], { description: 'bytes' }),
});
export type Measured = Type.Static<typeof Measured>;
