import Type from 'typebox';
import { operation } from '../platform/operation.ts';

export const EventItem = Type.Object({
  id: Type.String(),
  type: Type.String({ description: 'workspace, account, group, audit, reset: read everything anew' }),
  data: Type.Unknown(),
});

export const followEvents = operation({
  method: 'GET',
  path: '/api/events',
  summary: 'Follow what happens, as server-sent events with ids; Last-Event-ID goes on where a client stopped',
  policy: 'be signed in',
  query: Type.Object({ after: Type.Optional(Type.String({ description: 'the last id seen' })) }),
  reply: EventItem,
  stream: 'events',
  errors: [],
});

/** A line of the doctor: what was looked at, whether it is well, and what to do if not. */
export const DoctorLine = Type.Object({
  name: Type.String(),
  ok: Type.Boolean(),
  detail: Type.String(),
  fix: Type.String(),
});

export const ProcessFigures = Type.Object({
  name: Type.String({ description: 'supervisor, control, gateway, agent or agent-NAME' }),
  pid: Type.Integer(),
  startedAt: Type.Integer({ description: 'milliseconds since 1970' }),
  memoryBytes: Type.Integer({ description: 'resident set' }),
});

export const SystemState = Type.Object({
  version: Type.String(),
  publicUrl: Type.String(),
  contentHost: Type.Union([Type.String(), Type.Null()], { description: "suffix of tenants' hosts; null: none" }),
  rung: Type.Union([Type.Integer(), Type.Null()]),
  rungName: Type.String(),
  severalAccounts: Type.Boolean(),
  limits: Type.Array(
    Type.Object({
      name: Type.String(),
      enforced: Type.Union([Type.Literal('yes'), Type.Literal('partly'), Type.Literal('no'), Type.Literal('unset')]),
      how: Type.String(),
      why: Type.String(),
    }),
  ),
  python: Type.Object({
    state: Type.Union([Type.Literal('ready'), Type.Literal('preparing'), Type.Literal('missing')]),
    detail: Type.String(),
  }),
  doctor: Type.Array(DoctorLine),
  processes: Type.Array(ProcessFigures),
});

export const getSystem = operation({
  method: 'GET',
  path: '/api/system',
  summary: 'Show versions, processes, what the sandbox enforces, and what the doctor says',
  policy: 'be an administrator',
  reply: SystemState,
  errors: [],
});

/** What every page needs to know before it shows anything. */
export const getPlatform = operation({
  method: 'GET',
  path: '/api/platform',
  summary: 'Version, state of Python, and where framed output is shown',
  policy: 'everybody, signed in or not',
  reply: Type.Object({
    version: Type.String(),
    contentHost: Type.Union([Type.String(), Type.Null()]),
    python: Type.Object({ state: Type.String(), detail: Type.String() }),
  }),
  errors: [],
});
