import Type from 'typebox';
import { operation } from '../../platform/operation.ts';
import { Measured, next, page, Resources, Sentence, TaskId, Time } from './shapes.ts';
import { KeptRange, LogStream, Task } from './task.ts';

const params = Type.Object({ taskId: TaskId });

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
  reply: Type.Object({
    ...LogPart.properties,
    kept: KeptRange,
    ended: Type.Boolean({ description: 'no more will come' }),
  }),
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
