import Type from 'typebox';
import { oneLine, operation } from '../../platform/operation.ts';
import { FetchedFile, HealthCheck, ShownCheck, ShownHealth, TaskCheck } from './checks.ts';
import {
  AccountName,
  AgentId,
  Constraint,
  FrameworkId,
  MaybeTime,
  Measured,
  next,
  PriorityClass,
  page,
  Resources,
  RolePath,
  Sentence,
  TaskId,
  Time,
} from './shapes.ts';
import { VolumeId, VolumeName, VolumePath } from './volumes.ts';
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
const kept = Type.Object({ from: Type.Integer(), to: Type.Integer() });

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
  log: Type.Object({ stdout: kept, stderr: kept }),
});
export type TaskDetail = Type.Static<typeof TaskDetail>;

const params = Type.Object({ taskId: TaskId });

/** A volume that a task is to have: it runs where that is, and has it alone until it is over. */
export const TaskVolume = Type.Object(
  {
    volume: Type.Union([VolumeId, VolumeName], { description: 'its id, or its name' }),
    path: Type.Optional(VolumePath),
    readOnly: Type.Boolean({ default: false }),
  },
  { additionalProperties: false },
);
export type TaskVolume = Type.Static<typeof TaskVolume>;

/** Changes are told on `/api/events` as events of type `task` whose data is a Task. */
export const createTask = operation({
  method: 'POST',
  path: '/api/tasks',
  summary: 'Run a command as the caller, in the own sandbox; it waits until there is room, and is never lost',
  policy: 'use the cluster',
  body: Type.Object({
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100, ...oneLine })),
    command: Type.Array(Type.String({ maxLength: 100_000 }), { minItems: 1, maxItems: 1000 }),
    resources: Type.Object({
      cpus: Type.Number({ exclusiveMinimum: 0, maximum: 100_000, default: 1 }),
      memory: Type.Integer({ minimum: 1, maximum: 1e15, default: 1_000_000_000, description: 'bytes' }),
      disk: Type.Integer({
        minimum: 0,
        maximum: 1e18,
        default: 0,
        description: 'bytes of its own folder; it is ended when it has more there; 0: as its home has',
      }),
      inodes: Type.Integer({ minimum: 0, maximum: 1e12, default: 0, description: 'the same for files and folders' }),
      bandwidth: Type.Integer({ minimum: 0, maximum: 1e15, default: 0, description: 'bit/s' }),
      ports: Type.Integer({
        minimum: 0,
        maximum: 100,
        default: 0,
        description: 'which ones is in its variables PORT0, PORT1, …, PORT and PORTS',
      }),
    }),
    class: Type.Optional(PriorityClass),
    role: Type.Optional(RolePath),
    constraints: Type.Optional(Type.Array(Constraint, { maxItems: 20 })),
    milliseconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1e11,
        description: 'it is ended after so long; what is known to end fits in',
      }),
    ),
    environment: Type.Optional(Type.Record(Type.String({ maxLength: 1000 }), Type.String({ maxLength: 100_000 }))),
    folder: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'where it begins, as a path in the home; absent: a folder of its own',
      }),
    ),
    fetch: Type.Optional(
      Type.Array(FetchedFile, { maxItems: 50, description: 'put into its own folder before it begins' }),
    ),
    container: Type.Optional(
      Type.Object(TaskContainer.properties, {
        additionalProperties: false,
        description: 'it runs in a container of this image, where there is a Docker engine; it has no network there',
      }),
    ),
    volumes: Type.Optional(Type.Array(TaskVolume, { maxItems: 20 })),
    health: Type.Optional(HealthCheck),
    check: Type.Optional(TaskCheck),
    graceSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 3600,
        description: 'between being told to end and being killed; that of its class otherwise',
      }),
    ),
    key: Type.Optional(
      Type.String({ minLength: 8, maxLength: 100, description: 'a second request of the same key is the same task' }),
    ),
  }),
  reply: Task,
  status: 201,
  errors: [
    ...['role-not-allowed', 'class-not-allowed', 'command-too-long', 'too-many-tasks'],
    ...['volume-not-found', 'volume-in-use', 'volumes-apart', 'not-in-container'],
  ],
});

export const listTasks = operation({
  method: 'GET',
  path: '/api/tasks',
  summary: 'List tasks, the newest first: all for an administrator, the own for everybody else',
  policy: 'see the cluster',
  query: Type.Object({
    ...page,
    state: Type.Optional(
      Type.String({ maxLength: 200, description: 'states, separated by commas; `live`: none that ended; `ended`' }),
    ),
    account: Type.Optional(AccountName),
    role: Type.Optional(RolePath),
    agent: Type.Optional(AgentId),
    framework: Type.Optional(FrameworkId),
    kind: Type.Optional(Type.String({ maxLength: 20 })),
    search: Type.Optional(Type.String({ maxLength: 100, description: 'part of a name or of an id' })),
  }),
  reply: Type.Object({ items: Type.Array(Task), next, total: Type.Integer() }),
  errors: [],
});

export const getTask = operation({
  method: 'GET',
  path: '/api/tasks/:taskId',
  summary: 'Show a task: its life so far, what it uses, and why it waits or ended',
  policy: 'see the cluster',
  params,
  reply: TaskDetail,
  errors: ['task-not-found'],
});

export const killTask = operation({
  method: 'POST',
  path: '/api/tasks/:taskId/kill',
  summary: 'End a task; where it has ended already, nothing happens',
  policy: 'use the cluster',
  params,
  body: Type.Object({
    graceSeconds: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 3600, description: 'between being told to end and being killed' }),
    ),
  }),
  reply: Task,
  errors: ['task-not-found'],
});

export const LogPart = Type.Object({
  stream: LogStream,
  offset: Type.Integer({ description: 'of the first byte' }),
  data: Type.String({ description: 'bytes as base64' }),
  next: Type.Integer({ description: 'offset of what comes next' }),
});
export type LogPart = Type.Static<typeof LogPart>;

export const readLog = operation({
  method: 'GET',
  path: '/api/tasks/:taskId/log/:stream',
  summary: 'Read what a task wrote, from an offset; a negative one counts from the end',
  policy: 'see the cluster',
  params: Type.Object({ taskId: TaskId, stream: LogStream }),
  query: Type.Object({
    offset: Type.Integer({ default: 0 }),
    limit: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 65_536, description: 'bytes' }),
  }),
  reply: Type.Object({ ...LogPart.properties, kept, ended: Type.Boolean({ description: 'no more will come' }) }),
  errors: ['task-not-found', 'log-not-kept'],
});

/** Written bytes of both streams as they come, and the task whenever its state changes; it ends after both are told whole. */
export const followLog = operation({
  method: 'GET',
  path: '/api/tasks/:taskId/log',
  summary: 'Follow what a task writes, and its states, as JSON lines until it has ended',
  policy: 'see the cluster',
  params,
  query: Type.Object({
    stdout: Type.Integer({ default: 0, description: 'offset; a negative one counts from the end' }),
    stderr: Type.Integer({ default: 0 }),
  }),
  reply: Type.Union([
    Type.Object({ kind: Type.Literal('written'), ...LogPart.properties }),
    Type.Object({ kind: Type.Literal('task'), task: Task }),
    Type.Object({ kind: Type.Literal('still-here') }),
  ]),
  stream: 'lines',
  errors: ['task-not-found', 'log-not-kept'],
});

/** Requested against used, and what size would do. */
export const Usage = Type.Object({
  requested: Resources,
  stepMilliseconds: Type.Integer(),
  samples: Type.Array(Measured, { description: 'the oldest first; at most 300' }),
  peak: Type.Object({
    cpus: Type.Union([Type.Number(), Type.Null()]),
    memory: Type.Union([Type.Number(), Type.Null()]),
  }),
  advice: Type.Union([Sentence, Type.Null()]),
});
export type Usage = Type.Static<typeof Usage>;

export const getTaskUsage = operation({
  method: 'GET',
  path: '/api/tasks/:taskId/usage',
  summary: 'Show what a task used over time against what it asked for',
  policy: 'see the cluster',
  params,
  reply: Usage,
  errors: ['task-not-found'],
});

export const TaskFile = Type.Object({
  name: Type.String(),
  kind: Type.Union([Type.Literal('file'), Type.Literal('folder'), Type.Literal('other')]),
  size: Type.Integer(),
  modifiedAt: Time,
});
export type TaskFile = Type.Static<typeof TaskFile>;

export const listTaskFiles = operation({
  method: 'GET',
  path: '/api/tasks/:taskId/files',
  summary: "List a folder below the task's own folder; its account alone may",
  policy: 'see the cluster',
  params,
  query: Type.Object({ ...page, path: Type.String({ maxLength: 4096, default: '' }) }),
  reply: Type.Object({
    items: Type.Array(TaskFile),
    next,
    exists: Type.Boolean({ description: 'false: the task has not begun, or its folder is not kept any more' }),
  }),
  errors: ['task-not-found', 'task-file-not-found', 'task-files-of-another'],
});

export const readTaskFile = operation({
  method: 'GET',
  path: '/api/tasks/:taskId/file',
  summary: "Read a part of a file below the task's own folder",
  policy: 'see the cluster',
  params,
  query: Type.Object({
    path: Type.String({ minLength: 1, maxLength: 4096 }),
    offset: Type.Integer({ minimum: 0, default: 0 }),
    limit: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 65_536 }),
  }),
  reply: Type.Object({
    offset: Type.Integer(),
    data: Type.String({ description: 'bytes as base64' }),
    size: Type.Integer(),
  }),
  errors: ['task-not-found', 'task-file-not-found', 'task-files-of-another'],
});
