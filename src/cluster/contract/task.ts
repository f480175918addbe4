import Type from 'typebox';
import { FetchedFile, ShownCheck, ShownHealth } from './checks.ts';
import {
  AccountName,
  AgentId,
  Constraint,
  FrameworkId,
  MaybeTime,
  Measured,
  PriorityClass,
  Resources,
  RolePath,
  Sentence,
  TaskId,
  Time,
} from './shapes.ts';
import { VolumeId, VolumeName } from './volumes.ts';
import { Explanation, Preemption } from './why.ts';

/**
 *   queued ──> staging ──> starting ──> running ──> finished | failed
 *      └──────────┴────────────┴───────────┴──> killing ──> killed
 *   staging, starting, running, killing <──> unreachable: its agent has not answered for long; it may go on there
 * error: it could not be started as asked; lost, gone: its agent did not come back; dropped: never reached an agent.
 * Only tasks of built-in frameworks are ever queued.
 */
export const taskStates = [
  'queued',
  'staging',
  'starting',
  'running',
  'killing',
  'unreachable',
  'finished',
  'failed',
  'killed',
  'error',
  'lost',
  'dropped',
  'gone',
] as const;
export const TaskState = Type.Enum(taskStates);
export type TaskState = (typeof taskStates)[number];

export const endedStates = ['finished', 'failed', 'killed', 'error', 'lost', 'dropped', 'gone'] as const;

export const Task = Type.Object({
  id: TaskId,
  name: Type.String(),
  framework: Type.Object({ id: FrameworkId, name: Type.String() }),
  frameworkTaskId: Type.String({ description: 'as its framework calls it' }),
  kind: Type.Union([Type.Literal('task'), Type.Literal('workspace'), Type.Literal('files')]),
  account: AccountName,
  role: RolePath,
  class: PriorityClass,
  resources: Type.Object({ ...Resources.properties }, { description: 'what it is counted with' }),
  state: TaskState,
  reason: Type.Union([Sentence, Type.Null()], { description: 'why it waits or ended; null where that needs no words' }),
  agent: Type.Union([AgentId, Type.Null()]),
  ports: Type.Array(Type.Object({ begin: Type.Integer(), end: Type.Integer() }), {
    description: 'of its agent, for it alone, from one to another; empty until it has its place',
  }),
  requestedAt: Time,
  launchedAt: MaybeTime,
  startedAt: MaybeTime,
  endedAt: MaybeTime,
  endsBy: Type.Union([Time, Type.Null()], { description: 'when it ends at the latest; null: not known' }),
  exitCode: Type.Union([Type.Integer(), Type.Null()]),
  healthy: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: it has no health check' }),
  used: Type.Union([Measured, Type.Null()]),
});
export type Task = Type.Static<typeof Task>;

/** A step of a task's life, the oldest first. */
export const TaskStep = Type.Object({
  at: Time,
  state: TaskState,
  source: Type.Union([Type.Literal('platform'), Type.Literal('agent'), Type.Literal('executor')]),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'a code, e.g. REASON_CONTAINER_LIMITATION_MEMORY' }),
  message: Type.String(),
});
export type TaskStep = Type.Static<typeof TaskStep>;

export const LogStream = Type.Union([Type.Literal('stdout'), Type.Literal('stderr')]);
export type LogStream = Type.Static<typeof LogStream>;

/** From which byte to which a stream of a task is kept; earlier ones were rotated away. */
export const KeptRange = Type.Object({ from: Type.Integer(), to: Type.Integer() });

/** Where an agent has a Docker engine. Nothing is fetched from elsewhere: the image is there. */
export const TaskContainer = Type.Object(
  { image: Type.String({ minLength: 1, maxLength: 300, description: 'its name, e.g. python:3.12-slim' }) },
  { additionalProperties: false },
);

export const TaskDetail = Type.Object({
  ...Task.properties,
  command: Type.Union([Type.Array(Type.String()), Type.Null()], { description: 'null: an executor decides' }),
  constraints: Type.Array(Constraint),
  fetch: Type.Array(FetchedFile),
  container: Type.Union([TaskContainer, Type.Null()], { description: 'null: it runs in a sandbox' }),
  graceSeconds: Type.Number({ description: 'between being told to end and being killed' }),
  volumes: Type.Array(Type.Object({ id: VolumeId, name: VolumeName, path: Type.String(), readOnly: Type.Boolean() })),
  health: Type.Union([ShownHealth, Type.Null()]),
  check: Type.Union([ShownCheck, Type.Null()]),
  limits: Type.Array(
    Type.Object({ kind: Type.String(), limit: Type.Number(), enforced: Type.String(), why: Type.String() }),
    { description: 'what its host enforces; empty until it runs' },
  ),
  timeline: Type.Array(TaskStep),
  why: Type.Union([Explanation, Type.Null()], { description: 'while it waits' }),
  preemptedFor: Type.Union([Preemption, Type.Null()], { description: 'where it ended so that another gets its place' }),
  log: Type.Object({ stdout: KeptRange, stderr: KeptRange }),
});
export type TaskDetail = Type.Static<typeof TaskDetail>;
