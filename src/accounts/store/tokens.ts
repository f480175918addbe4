import { type Command, command, type Scope } from '../../platform/index.ts';
import { type Readable, tables, write } from './tables.ts';

export interface StoredToken {
  readonly id: string;
  readonly secretHash: string;
  readonly account: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly seenAt: number | null;
  /** Its first characters. */
  readonly hint: string;
  /** The token that it was made with: it ends when that one ends. */
  readonly parent: string | null;
  /** The task of the workspace that it was made for: it ends with it. */
  readonly workspaceTask: string | null;
}

export function insertToken(token: StoredToken): Command {
  return command(
    write.insertInto('token').values({
      id: token.id,
      secret_hash: token.secretHash,
      account: token.account,
      name: token.name,
      scopes: JSON.stringify(token.scopes),
      created_at: token.createdAt,
      expires_at: token.expiresAt,
      seen_at: token.seenAt,
      hint: token.hint,
      parent: token.parent,
      workspace_task: token.workspaceTask,
    }),
  );
}

/** One more than `limit` where there are more, by id, so by age. */
export async function findTokens(
  from: Readable,
  account: string,
  limit: number,
  after: string,
): Promise<StoredToken[]> {
  const rows = await existing(from, account).where('id', '>', after).orderBy('id').limit(limit).execute();
  return rows.map(asToken);
}

export async function findToken(from: Readable, account: string, id: string): Promise<StoredToken | undefined> {
  const row = await existing(from, account).where('id', '=', id).executeTakeFirst();
  return row && asToken(row);
}

/** Whose tokens were made for the workspace's task. */
export async function ownersOfTask(from: Readable, workspaceTask: string): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('token')
    .select('account')
    .distinct()
    .where('workspace_task', '=', workspaceTask)
    .execute();
  return rows.map(({ account }) => account);
}

/** Revokes a token, and with it (by the schema) every token that was made with it. */
export function deleteToken(account: string, id: string): Command {
  return command(write.deleteFrom('token').where('account', '=', account).where('id', '=', id));
}

/** Revokes what the owner has made; tokens of running workspaces stay, as they end with those. */
export function deleteOwnTokens(account: string): Command {
  return command(write.deleteFrom('token').where('account', '=', account).where('workspace_task', 'is', null));
}

export function deleteTokens(account: string): Command {
  return command(write.deleteFrom('token').where('account', '=', account));
}

export function deleteTaskTokens(workspaceTask: string): Command {
  return command(write.deleteFrom('token').where('workspace_task', '=', workspaceTask));
}

function existing(from: Readable, account: string) {
  return tables(from).selectFrom('token').selectAll().where('account', '=', account);
}

function asToken(row: Awaited<ReturnType<ReturnType<typeof existing>['executeTakeFirstOrThrow']>>): StoredToken {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    account: row.account,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Scope[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    seenAt: row.seen_at,
    hint: row.hint,
    parent: row.parent,
    workspaceTask: row.workspace_task,
  };
}
