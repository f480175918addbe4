import type { Selectable } from 'kysely';
import { type Command, command } from '../../../platform/index.ts';
import type { Readable } from '../../store/tables.ts';
import { type Tables, tables, write } from './tables.ts';

/** A site or program that lets people sign in with the platform. */
export interface StoredClient {
  readonly id: string;
  readonly name: string;
  /** Null: a public client, which can keep no secret. */
  readonly secretHash: string | null;
  /** Nobody is asked whether it may know who they are. */
  readonly trusted: boolean;
  /** Where a sign-in may lead back to, each compared whole. */
  readonly redirectUris: readonly string[];
  /** Where a sign-out may lead back to. */
  readonly signOutUris: readonly string[];
  /** Is told when somebody's session ends. */
  readonly backChannelUri: string | null;
  readonly createdAt: number;
}

function columnsOf(client: StoredClient): Selectable<Tables['openid_client']> {
  return {
    id: client.id,
    name: client.name,
    secret_hash: client.secretHash,
    trusted: client.trusted ? 1 : 0,
    redirect_uris: JSON.stringify(client.redirectUris),
    sign_out_uris: JSON.stringify(client.signOutUris),
    back_channel_uri: client.backChannelUri,
    created_at: client.createdAt,
  };
}

function asClient(row: Selectable<Tables['openid_client']>): StoredClient {
  return {
    id: row.id,
    name: row.name,
    secretHash: row.secret_hash,
    trusted: row.trusted === 1,
    redirectUris: JSON.parse(row.redirect_uris) as string[],
    signOutUris: JSON.parse(row.sign_out_uris) as string[],
    backChannelUri: row.back_channel_uri,
    createdAt: row.created_at,
  };
}

export function insertClient(client: StoredClient): Command {
  return command(write.insertInto('openid_client').values(columnsOf(client)));
}

/** Where it is gone meanwhile, the batch is stale. */
export function updateClient(client: StoredClient): Command {
  return command(write.updateTable('openid_client').set(columnsOf(client)).where('id', '=', client.id), 1);
}

/** With what was issued to it and allowed to it. */
export function deleteClient(id: string): readonly Command[] {
  return [
    command(write.deleteFrom('openid_record').where('client', '=', id)),
    command(write.deleteFrom('openid_client').where('id', '=', id)),
  ];
}

export async function findClient(from: Readable, id: string): Promise<StoredClient | undefined> {
  const row = await tables(from).selectFrom('openid_client').selectAll().where('id', '=', id).executeTakeFirst();
  return row && asClient(row);
}

/** One more than `limit` where there are more, by id. */
export async function findClients(from: Readable, limit: number, after: string): Promise<StoredClient[]> {
  const rows = await tables(from)
    .selectFrom('openid_client')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(asClient);
}

export async function countClients(from: Readable): Promise<number> {
  const row = await tables(from)
    .selectFrom('openid_client')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}
