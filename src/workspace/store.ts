import { builder, type Command, command, type Migration, type Reader } from '../platform/index.ts';
import type { StopReason, WorkspaceFailure } from './contract.ts';

export const workspaceMigrations: readonly Migration[] = [
  {
    number: 300,
    name: 'workspaces',
    statements: [
      `create table workspace (
         account text primary key,
         task_id text not null,
         wanted text not null check (wanted in ('running', 'stopped')),
         requested_at integer not null,
         started_at integer,
         stop_reason text,
         failure text,
         version integer not null
       ) strict`,
    ],
  },
  {
    number: 301,
    name: 'reasons as codes, groups of what runs',
    statements: [
      `update workspace set stop_reason = null, failure = null`,
      `alter table workspace add column groups text not null default '[]'`,
    ],
  },
  {
    number: 302,
    name: 'the group that it counts in',
    statements: [`alter table workspace add column role_group text not null default 'everyone'`],
  },
];

type Tables = {
  workspace: {
    account: string;
    task_id: string;
    wanted: 'running' | 'stopped';
    requested_at: number;
    started_at: number | null;
    stop_reason: string | null;
    failure: string | null;
    groups: string;
    role_group: string;
    version: number;
  };
};

/** What should be, as it is stored: decided first, then made so. */
export interface WorkspaceRecord {
  readonly account: string;
  readonly taskId: string;
  readonly wanted: 'running' | 'stopped';
  readonly requestedAt: number;
  readonly startedAt: number | null;
  readonly stopReason: StopReason | null;
  readonly failure: WorkspaceFailure | null;
  /** Groups that the account was in when the task was launched. */
  readonly groups: readonly string[];
  /** What it takes counts there. */
  readonly roleGroup: string;
  readonly version: number;
}

const write = builder<Tables>();

export async function findWorkspace(read: Reader, account: string): Promise<WorkspaceRecord | undefined> {
  const row = await read
    .withTables<Tables>()
    .selectFrom('workspace')
    .selectAll()
    .where('account', '=', account)
    .executeTakeFirst();
  return row && record(row);
}

export async function allWorkspaces(read: Reader): Promise<WorkspaceRecord[]> {
  const rows = await read.withTables<Tables>().selectFrom('workspace').selectAll().orderBy('account').execute();
  return rows.map(record);
}

/** Stores the record; stale when another change has come in between. */
export function saveWorkspace(next: WorkspaceRecord): Command {
  const row = {
    account: next.account,
    task_id: next.taskId,
    wanted: next.wanted,
    requested_at: next.requestedAt,
    started_at: next.startedAt,
    stop_reason: next.stopReason && JSON.stringify(next.stopReason),
    failure: next.failure && JSON.stringify(next.failure),
    groups: JSON.stringify(next.groups),
    role_group: next.roleGroup,
    version: next.version + 1,
  };
  const insert = write.insertInto('workspace').values(row);
  return command(
    insert.onConflict((conflict) =>
      conflict.column('account').doUpdateSet(row).where('workspace.version', '=', next.version),
    ),
    1,
  );
}

function record(row: Tables['workspace']): WorkspaceRecord {
  return {
    account: row.account,
    taskId: row.task_id,
    wanted: row.wanted,
    requestedAt: row.requested_at,
    startedAt: row.started_at,
    stopReason: row.stop_reason === null ? null : JSON.parse(row.stop_reason),
    failure: row.failure === null ? null : JSON.parse(row.failure),
    groups: JSON.parse(row.groups),
    roleGroup: row.role_group,
    version: row.version,
  };
}
