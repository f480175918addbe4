import { type Command, command, type Scope } from '../../platform/index.ts';
import { type Readable, tables, write } from './tables.ts';

/** A session or token that opens a door today, with what identity needs of its account. */
export interface StoredCredential {
  /** sha256 of the secret, hex. */
  readonly key: string;
  readonly id: string;
  readonly via: 'session' | 'token';
  readonly account: string;
  readonly uid: number;
  readonly label: string;
  readonly administrator: boolean;
  readonly mustChangePassword: boolean;
  readonly scopes: readonly Scope[];
  /** When it ends for good; null: never. */
  readonly longestUntil: number | null;
  /** 0: not yet. */
  readonly seenAt: number;
}

/** The credentials of one account, or of all; none of suspended and deleted accounts. */
export async function findCredentials(from: Readable, account?: string): Promise<StoredCredential[]> {
  const sessions = owners(from, account)
    .innerJoin('session', 'session.account', 'account.name')
    .select(['session.secret_hash as key', 'session.id', 'session.longest_until', 'session.seen_at']);
  const tokens = owners(from, account)
    .innerJoin('token', 'token.account', 'account.name')
    .select([
      'token.secret_hash as key',
      'token.id',
      'token.expires_at',
      'token.seen_at',
      'token.created_at',
      'scopes',
    ]);
  return [
    ...(await sessions.execute()).map((row) => ({
      ...owner(row),
      via: 'session' as const,
      scopes: ['all' as const],
      longestUntil: row.longest_until,
      seenAt: row.seen_at,
    })),
    ...(await tokens.execute()).map((row) => ({
      ...owner(row),
      via: 'token' as const,
      scopes: JSON.parse(row.scopes) as Scope[],
      longestUntil: row.expires_at,
      seenAt: row.seen_at ?? 0,
    })),
  ];
}

function owners(from: Readable, account: string | undefined) {
  const live = tables(from)
    .selectFrom('account')
    .select(['account.name as owner', 'uid', 'label', 'administrator', 'must_change_password'])
    .where('deleted_at', 'is', null)
    .where('suspended_at', 'is', null);
  return account === undefined ? live : live.where('account.name', '=', account);
}

interface OwnerRow {
  readonly key: string;
  readonly id: string;
  readonly owner: string;
  readonly uid: number;
  readonly label: string;
  readonly administrator: number;
  readonly must_change_password: number;
}

function owner(row: OwnerRow) {
  return {
    key: row.key,
    id: row.id,
    account: row.owner,
    uid: row.uid,
    label: row.label,
    administrator: row.administrator === 1,
    mustChangePassword: row.must_change_password === 1,
  };
}

/** Writes down when a credential, and so its account, was last used. */
export function markSeen(
  { via, id, account }: Pick<StoredCredential, 'via' | 'id' | 'account'>,
  seenAt: number,
  remote: string,
): readonly Command[] {
  const own =
    via === 'session'
      ? write.updateTable('session').set({ seen_at: seenAt, remote }).where('id', '=', id)
      : write.updateTable('token').set({ seen_at: seenAt }).where('id', '=', id);
  return [command(own), command(write.updateTable('account').set({ seen_at: seenAt }).where('name', '=', account))];
}

/** Drops what is over. */
export function dropExpired(now: number, idleMilliseconds: number): readonly Command[] {
  return [
    command(write.deleteFrom('session').where('longest_until', '<=', now)),
    command(write.deleteFrom('session').where('seen_at', '<=', now - idleMilliseconds)),
    command(write.deleteFrom('token').where('expires_at', '<=', now)),
    command(write.deleteFrom('invitation').where('expires_at', '<=', now)),
  ];
}
