import { sql } from 'kysely';
import { type Command, command } from '../../../platform/index.ts';
import type { Readable } from '../../store/tables.ts';
import { tables, write } from './tables.ts';

/** What the library keeps of one thing: a session, a grant, a code, a token, a request that waits for its answer. */
export interface StoredRecord {
  readonly model: string;
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly expiresAt: number | null;
  readonly account: string | null;
  readonly client: string | null;
  readonly grantId: string | null;
  readonly uid: string | null;
  readonly userCode: string | null;
}

export interface FoundRecord {
  readonly id: string;
  readonly payload: Record<string, unknown>;
  readonly consumedAt: number | null;
  /** sha256 of the secret that the browser has which began it; only of requests that wait. */
  readonly browser: string | null;
}

export function saveRecord(record: StoredRecord): Command {
  const columns = {
    payload: JSON.stringify(record.payload),
    expires_at: record.expiresAt,
    account: record.account,
    client: record.client,
    grant_id: record.grantId,
    uid: record.uid,
    user_code: record.userCode,
  };
  return command(
    write
      .insertInto('openid_record')
      .values({ model: record.model, id: record.id, consumed_at: null, browser: null, ...columns })
      .onConflict((conflict) => conflict.columns(['model', 'id']).doUpdateSet(columns)),
  );
}

/** Whoever is first consumes it; for another the batch is stale. */
export function consumeRecord(model: string, id: string, at: number): Command {
  const once = write
    .updateTable('openid_record')
    .set({ consumed_at: at })
    .where('model', '=', model)
    .where('id', '=', id)
    .where('consumed_at', 'is', null);
  return command(once, 1);
}

export function bindToBrowser(model: string, id: string, browser: string): Command {
  return command(write.updateTable('openid_record').set({ browser }).where('model', '=', model).where('id', '=', id));
}

export function deleteRecord(model: string, id: string): Command {
  return command(write.deleteFrom('openid_record').where('model', '=', model).where('id', '=', id));
}

/** Codes and tokens of a grant. */
export function deleteOfGrant(model: string, grantId: string): Command {
  return command(write.deleteFrom('openid_record').where('model', '=', model).where('grant_id', '=', grantId));
}

/** Whoever is first takes it; for another the batch is stale. */
export function takeGrant(grantId: string): Command {
  return command(write.deleteFrom('openid_record').where('model', '=', 'Grant').where('id', '=', grantId), 1);
}

/** A grant with all that came of it. */
export function deleteGrant(grantId: string): readonly Command[] {
  return [
    command(write.deleteFrom('openid_record').where('grant_id', '=', grantId)),
    command(write.deleteFrom('openid_record').where('model', '=', 'Grant').where('id', '=', grantId)),
  ];
}

/** Everything that was issued for the account, to one client or to all. */
export function deleteOfAccount(account: string, client?: string): Command {
  const all = write.deleteFrom('openid_record').where('account', '=', account);
  return command(client === undefined ? all : all.where('client', '=', client));
}

export function deleteSessionRecord(uid: string): readonly Command[] {
  return [
    command(write.deleteFrom('openid_record').where('model', '=', 'Session').where('uid', '=', uid)),
    command(write.deleteFrom('openid_link').where('uid', '=', uid)),
  ];
}

export async function hasExpiredRecords(from: Readable, now: number): Promise<boolean> {
  const found = tables(from).selectFrom('openid_record').select('id').where('expires_at', '<=', now).limit(1);
  return (await found.executeTakeFirst()) !== undefined;
}

export function dropExpiredRecords(now: number): readonly Command[] {
  const over = write
    .selectFrom('openid_record')
    .select('uid')
    .where('expires_at', '<=', now)
    .where('uid', 'is not', null);
  return [
    command(write.deleteFrom('openid_link').where('uid', 'in', over)),
    command(write.deleteFrom('openid_record').where('expires_at', '<=', now)),
  ];
}

/**
 * Of what belongs to somebody only what they may use today is found: nothing of an account that is suspended, deleted or
 * has to change its password, and no session that does not stand on a living session of the platform.
 */
function usable(from: Readable) {
  return tables(from)
    .selectFrom('openid_record')
    .select(['id', 'payload', 'consumed_at', 'browser'])
    .where(
      sql<boolean>`(openid_record.account is null or exists (
        select 1 from account where account.name = openid_record.account
          and suspended_at is null and deleted_at is null and must_change_password = 0))`,
    )
    .where(
      sql<boolean>`(model <> 'Session' or openid_record.account is null or exists (
        select 1 from openid_link join session on session.id = openid_link.session
          and session.account = openid_link.account
          where openid_link.uid = openid_record.uid and openid_link.account = openid_record.account))`,
    );
}

type Row = { id: string; payload: string; consumed_at: number | null; browser: string | null };

function asRecord({ id, payload, consumed_at, browser }: Row): FoundRecord {
  return { id, payload: JSON.parse(payload) as Record<string, unknown>, consumedAt: consumed_at, browser };
}

export async function findRecord(
  from: Readable,
  model: string,
  by: 'id' | 'uid' | 'user_code',
  value: string,
): Promise<FoundRecord | undefined> {
  const row = await usable(from).where('model', '=', model).where(by, '=', value).executeTakeFirst();
  return row && asRecord(row);
}

/** An account's sessions with clients; without an account those whose session of the platform is over. */
export async function findLinks(from: Readable, account?: string) {
  const all = tables(from)
    .selectFrom('openid_link')
    .innerJoin('openid_record', (join) =>
      join.onRef('openid_record.uid', '=', 'openid_link.uid').on('openid_record.model', '=', 'Session'),
    )
    .select(['openid_link.uid', 'openid_link.account', 'openid_link.ended', 'openid_record.payload']);
  const rows = await (account === undefined
    ? all.where('openid_link.ended', '=', 1)
    : all.where('openid_link.account', '=', account)
  ).execute();
  return rows.map(({ payload, ended, ...link }) => ({
    ...link,
    living: ended === 0,
    payload: JSON.parse(payload) as Record<string, unknown>,
  }));
}

export async function sessionOfLink(from: Readable, uid: string) {
  return await tables(from)
    .selectFrom('openid_link')
    .select(['session', 'account'])
    .where('uid', '=', uid)
    .executeTakeFirst();
}

export function linkSession(uid: string, session: string, account: string): Command {
  return command(
    write
      .insertInto('openid_link')
      .values({ uid, session, account, ended: 0 })
      .onConflict((conflict) => conflict.column('uid').doUpdateSet({ session, account, ended: 0 })),
  );
}

/** The clients that hold a grant of the account. */
export async function clientsWithGrants(from: Readable, account: string): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('openid_record')
    .select('client')
    .distinct()
    .where('model', '=', 'Grant')
    .where('account', '=', account)
    .execute();
  return rows.flatMap(({ client }) => client ?? []);
}

export async function accountsOfClient(from: Readable, client: string): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('openid_record')
    .select('account')
    .distinct()
    .where('client', '=', client)
    .execute();
  return rows.flatMap(({ account }) => account ?? []);
}

/** When somebody signed in to a session of the platform. */
export async function sessionBeganAt(from: Readable, id: string): Promise<number | undefined> {
  const row = await tables(from).selectFrom('session').select('created_at').where('id', '=', id).executeTakeFirst();
  return row?.created_at;
}
