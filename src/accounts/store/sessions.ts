import { type Command, command } from '../../platform/index.ts';
import { type Readable, tables, write } from './tables.ts';

export interface NewSession {
  readonly id: string;
  readonly secretHash: string;
  readonly account: string;
  readonly at: number;
  readonly longestUntil: number;
  readonly remote: string;
  readonly client: string;
}

export function insertSession(session: NewSession): readonly Command[] {
  const { id, account, at, remote } = session;
  return [
    command(
      write.insertInto('session').values({
        id,
        secret_hash: session.secretHash,
        account,
        created_at: at,
        seen_at: at,
        longest_until: session.longestUntil,
        remote,
        client: session.client,
      }),
    ),
    command(
      write
        .insertInto('known_address')
        .values({ account, remote, seen_at: at })
        .onConflict((conflict) => conflict.columns(['account', 'remote']).doUpdateSet({ seen_at: at })),
    ),
  ];
}

/** Ends a session by its id; without effect where it has ended already. */
export function deleteSession(id: string): Command {
  return command(write.deleteFrom('session').where('id', '=', id));
}

/** Ends every session of an account, but for one. */
export function deleteSessions(account: string, but?: string): Command {
  const all = write.deleteFrom('session').where('account', '=', account);
  return command(but === undefined ? all : all.where('id', '<>', but));
}

/** Ends the sessions of an account that were not used for the longest, so that `most` are left. */
export function deleteSessionsBeyond(account: string, most: number): Command {
  const kept = write.selectFrom('session').select('id').where('account', '=', account).orderBy('seen_at', 'desc');
  return command(
    write
      .deleteFrom('session')
      .where('account', '=', account)
      .where('id', 'not in', kept.orderBy('id', 'desc').limit(most)),
  );
}

export async function findSessions(from: Readable, account: string, limit: number, after: string) {
  return await tables(from)
    .selectFrom('session')
    .select(['id', 'created_at', 'seen_at', 'longest_until', 'remote', 'client'])
    .where('account', '=', account)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function hasSession(from: Readable, account: string, id: string): Promise<boolean> {
  const found = tables(from).selectFrom('session').select('id').where('account', '=', account).where('id', '=', id);
  return (await found.executeTakeFirst()) !== undefined;
}

/** Whether the account has signed in from there within the time. */
export async function isKnownAddress(from: Readable, account: string, remote: string, since: number): Promise<boolean> {
  const found = tables(from)
    .selectFrom('known_address')
    .select('seen_at')
    .where('account', '=', account)
    .where('remote', '=', remote)
    .where('seen_at', '>=', since);
  return (await found.executeTakeFirst()) !== undefined;
}

export function forgetAddresses(account: string): Command {
  return command(write.deleteFrom('known_address').where('account', '=', account));
}
