import Type from 'typebox';
import { operation } from '../platform/operation.ts';

const AccountName = Type.String({ pattern: '^[a-z][a-z0-9._-]{0,31}$', description: "the account's name" });

/** A step of a launch. `milliseconds` is the time it took, or has taken so far. */
export const LaunchPhase = Type.Object({
  name: Type.Union([Type.Literal('home'), Type.Literal('sandbox'), Type.Literal('server'), Type.Literal('ready')]),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('active'), Type.Literal('done'), Type.Literal('failed')]),
  milliseconds: Type.Integer({ minimum: 0 }),
  detail: Type.String(),
});
export type LaunchPhase = Type.Static<typeof LaunchPhase>;

/** What the sentence of a code tells more: names, counts. */
const Parameters = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]));

const FailureReason = Type.Union(
  [
    Type.Literal('account-gone'),
    Type.Literal('agent-away'),
    Type.Literal('completed'),
    Type.Literal('crashed'),
    Type.Literal('home-failed'),
    Type.Literal('host-restarted'),
    Type.Literal('killed'),
    Type.Literal('lost'),
    Type.Literal('out-of-memory'),
    Type.Literal('over-disk-limit'),
    Type.Literal('start-failed'),
    Type.Literal('stopped'),
    Type.Literal('timed-out'),
  ],
  { description: 'why, as a code; timed-out has the parameter seconds' },
);
export type FailureReason = Type.Static<typeof FailureReason>;

/** Why a launch failed or a workspace ended by itself, and what to do about it. */
export const WorkspaceFailure = Type.Object({
  phase: Type.Union(
    [
      Type.Literal('home'),
      Type.Literal('sandbox'),
      Type.Literal('server'),
      Type.Literal('ready'),
      Type.Literal('running'),
    ],
    { description: 'the phase of the launch that failed, or "running"' },
  ),
  reason: FailureReason,
  parameters: Parameters,
  detail: Type.String({ description: 'what happened, in English, as exactly as it is known' }),
  advice: Type.String({ description: 'what to do next, in English' }),
  log: Type.Array(Type.String(), { description: 'the last lines that its processes wrote' }),
});
export type WorkspaceFailure = Type.Static<typeof WorkspaceFailure>;

/** Why a workspace stopped the last time. */
export const StopReason = Type.Object({
  code: Type.Union(
    [
      Type.Literal('stopped-by-owner'),
      Type.Literal('stopped-by-administrator'),
      Type.Literal('idle'),
      Type.Literal('suspended'),
      Type.Literal('left-group'),
      Type.Literal('platform-stopped'),
      Type.Literal('preempted'),
      Type.Literal('agent-drained'),
    ],
    {
      description:
        'stopped-by-administrator has the parameter account, idle minutes, left-group and preempted group, agent-drained agent',
    },
  ),
  parameters: Parameters,
  detail: Type.String({ description: 'the same in English' }),
});
export type StopReason = Type.Static<typeof StopReason>;

/** One limit of the workspace: how much, how much is used, and whether this host enforces it. */
export const WorkspaceLimit = Type.Object({
  kind: Type.Union([
    Type.Literal('memory'),
    Type.Literal('cpu'),
    Type.Literal('processes'),
    Type.Literal('disk'),
    Type.Literal('files'),
  ]),
  unit: Type.Union([Type.Literal('bytes'), Type.Literal('cores'), Type.Literal('count')]),
  limit: Type.Number(),
  used: Type.Union([Type.Number(), Type.Null()]),
  enforced: Type.Union([Type.Literal('yes'), Type.Literal('partly'), Type.Literal('no'), Type.Literal('unset')]),
  how: Type.String(),
  why: Type.String(),
});
export type WorkspaceLimit = Type.Static<typeof WorkspaceLimit>;

/**
 *   stopped ──> starting ──> running ──> stopping ──> stopped
 *                  └──> failed <──┘ (it ended by itself)
 */
export const WorkspaceState = Type.Union([
  Type.Literal('stopped'),
  Type.Literal('starting'),
  Type.Literal('running'),
  Type.Literal('stopping'),
  Type.Literal('failed'),
]);
export type WorkspaceState = Type.Static<typeof WorkspaceState>;

export const Workspace = Type.Object({
  name: AccountName,
  state: WorkspaceState,
  /** Where it is used, below the platform's address. */
  url: Type.String({ description: 'e.g. /user/alice/' }),
  phases: Type.Array(LaunchPhase),
  requestedAt: Type.Union([Type.Integer(), Type.Null()], { description: 'milliseconds since 1970' }),
  startedAt: Type.Union([Type.Integer(), Type.Null()], { description: 'milliseconds since 1970' }),
  /** When it will be stopped for being idle, once that is near. */
  idleStopAt: Type.Union([Type.Integer(), Type.Null()]),
  network: Type.Union([Type.Literal('internet'), Type.Literal('none'), Type.Literal('host'), Type.Null()]),
  failure: Type.Union([WorkspaceFailure, Type.Null()]),
  stopReason: Type.Union([StopReason, Type.Null()]),
  groupsMissing: Type.Array(Type.String(), {
    description: 'groups joined since what runs was started, so that it lacks their folders until it is restarted',
  }),
  homeClosed: Type.Boolean({
    description: 'the disk below the home failed, so it can only be read; a restart of what runs puts it right',
  }),
  limits: Type.Array(WorkspaceLimit),
});
export type Workspace = Type.Static<typeof Workspace>;

const params = Type.Object({ name: AccountName });

export const getWorkspace = operation({
  method: 'GET',
  path: '/api/workspaces/:name',
  summary: 'Show a workspace: its state, phases, limits and use',
  policy: 'see the workspace',
  params,
  reply: Workspace,
  errors: ['not-found'],
});

/** Changes are told on `/api/events` as events of type `workspace` whose data is a Workspace. */
export const startWorkspace = operation({
  method: 'POST',
  path: '/api/workspaces/:name/start',
  summary: 'Start a workspace; where it runs already, nothing happens',
  policy: 'use the own workspace',
  params,
  query: Type.Object({
    wait: Type.Boolean({ default: false, description: 'answer only when it is ready or has failed' }),
    group: Type.Optional(
      Type.String({ maxLength: 32, description: 'what it takes counts there; the primary group where none is named' }),
    ),
  }),
  reply: Workspace,
  errors: ['not-found', 'not-in-group'],
});

export const stopWorkspace = operation({
  method: 'POST',
  path: '/api/workspaces/:name/stop',
  summary: 'Stop a workspace; notebooks and files stay',
  policy: 'stop the workspace',
  params,
  reply: Workspace,
  errors: ['not-found'],
});

/** Kernels and terminals end; notebooks and files stay. The answer comes when the new one is being launched. */
export const restartWorkspace = operation({
  method: 'POST',
  path: '/api/workspaces/:name/restart',
  summary: 'Restart what runs of a workspace, with the groups that its owner is in now',
  policy: 'use the own workspace',
  params,
  reply: Workspace,
  errors: ['not-found'],
});

/** Puts off the idle stop of a workspace that somebody still wants. */
export const keepWorkspace = operation({
  method: 'POST',
  path: '/api/workspaces/:name/keep',
  summary: 'Put off the idle stop',
  policy: 'use the own workspace',
  params,
  reply: Workspace,
  errors: ['workspace-stopped'],
});

export const listWorkspaces = operation({
  method: 'GET',
  path: '/api/workspaces',
  summary: 'List the workspaces that run or failed, with their use',
  policy: 'be an administrator',
  reply: Type.Object({ items: Type.Array(Workspace) }),
  errors: [],
});
