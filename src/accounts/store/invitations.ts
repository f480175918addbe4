import { type Command, command } from '../../platform/index.ts';
import { type Readable, tables, write } from './tables.ts';

export interface StoredInvitation {
  readonly account: string;
  readonly secretHash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Stores an invitation; an earlier one of the same account ends. */
export function insertInvitation({ account, secretHash, createdAt, expiresAt }: StoredInvitation): Command {
  const values = { secret_hash: secretHash, created_at: createdAt, expires_at: expiresAt };
  const insert = write.insertInto('invitation').values({ account, ...values });
  return command(insert.onConflict((conflict) => conflict.column('account').doUpdateSet(values)));
}

/** The invitation with this secret, when it is not over. */
export async function findInvitation(from: Readable, secretHash: string, now: number) {
  return await tables(from)
    .selectFrom('invitation')
    .select(['account', 'expires_at as expiresAt'])
    .where('secret_hash', '=', secretHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** Uses an invitation up; stale when it has been used already. */
export function consumeInvitation(secretHash: string): Command {
  return command(write.deleteFrom('invitation').where('secret_hash', '=', secretHash), 1);
}

export function deleteInvitation(account: string): Command {
  return command(write.deleteFrom('invitation').where('account', '=', account));
}

export async function findInvitations(from: Readable, after: string, limit: number, now: number) {
  return await tables(from)
    .selectFrom('invitation')
    .select(['account as name', 'created_at as createdAt', 'expires_at as expiresAt'])
    .where('account', '>', after)
    .where('expires_at', '>', now)
    .orderBy('account')
    .limit(limit + 1)
    .execute();
}
