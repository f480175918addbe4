import Type from 'typebox';
import { oneLine, operation } from '../../platform/operation.ts';
import { FetchedFile, HealthCheck, TaskCheck } from './checks.ts';
import {
  AccountName,
  AgentId,
  Constraint,
  FrameworkId,
  next,
  PriorityClass,
  page,
  RolePath,
  TaskId,
} from './shapes.ts';
import { Task, TaskContainer, TaskDetail } from './task.ts';
import { VolumeId, VolumeName, VolumePath } from './volumes.ts';

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
