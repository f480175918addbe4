import { sql } from 'kysely';
import { type Command, command } from '../../platform/index.ts';
import { hostLabel } from '../rules/host-label.ts';
import { type Readable, type Tables, tables, write } from './tables.ts';

/** An account as it is stored, with the groups that it is in. Deleted ones are not found. */
export interface StoredAccount {
  readonly name: string;
  readonly uid: number;
  readonly label: string;
  readonly displayName: string;
  readonly administrator: boolean;
  readonly passwordHash: string | undefined;
  readonly mustChangePassword: boolean;
  readonly suspended: boolean;
  readonly createdAt: number;
  readonly seenAt: number | null;
  readonly version: number;
  readonly groups: readonly string[];
  /** One of its groups, or `everyone`. */
  readonly primaryGroup: string;
  readonly source: 'local' | 'directory';
}

/** The columns of an account that change together with its version. */
export type AccountChange = Partial<
  Pick<
    Tables['account'],
    | 'display_name'
    | 'administrator'
    | 'password_hash'
    | 'must_change_password'
    | 'suspended_at'
    | 'deleted_at'
    | 'primary_team'
  >
>;

export interface NewAccount {
  readonly name: string;
  readonly displayName: string;
  readonly administrator: boolean;
  readonly passwordHash: string | null;
  readonly mustChangePassword: boolean;
}

/** Everybody is in it. */
export const groupOfAll = 'everyone';

type Row = Tables['account'] & { groups: string; from_directory: number };

function asAccount(row: Row): StoredAccount {
  const groups = JSON.parse(row.groups) as string[];
  return {
    name: row.name,
    uid: row.uid,
    label: row.label,
    displayName: row.display_name,
    administrator: row.administrator === 1,
    passwordHash: row.password_hash ?? undefined,
    mustChangePassword: row.must_change_password === 1,
    suspended: row.suspended_at !== null,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    version: row.version,
    groups,
    primaryGroup: row.primary_team !== null && groups.includes(row.primary_team) ? row.primary_team : groupOfAll,
    source: row.from_directory === 1 ? 'directory' : 'local',
  };
}

function existing(from: Readable) {
  const groups = sql<string>`(select json_group_array(team order by team) from membership where account = account.name)`;
  const fromDirectory = sql<number>`exists (select 1 from directory_account where directory_account.account = account.name)`;
  return tables(from)
    .selectFrom('account')
    .selectAll('account')
    .select([groups.as('groups'), fromDirectory.as('from_directory')])
    .where('deleted_at', 'is', null);
}

export async function findAccount(from: Readable, name: string): Promise<StoredAccount | undefined> {
  const row = await existing(from).where('account.name', '=', name).executeTakeFirst();
  return row && asAccount(row);
}

export interface AccountSearch {
  readonly after: string;
  readonly limit: number;
  readonly search?: string | undefined;
  readonly group?: string | undefined;
}

/** Accounts by name; one more than `limit` where there are more. */
export async function searchAccounts(from: Readable, asked: AccountSearch): Promise<StoredAccount[]> {
  const { after, limit, search, group } = asked;
  let query = existing(from).where('account.name', '>', after);
  if (search) query = query.where(contains(search));
  if (group !== undefined)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('membership').where('team', '=', group).whereRef('account', '=', 'account.name').select('since'),
      ),
    );
  const rows = await query
    .orderBy('account.name')
    .limit(limit + 1)
    .execute();
  return rows.map(asAccount);
}

const contains = (text: string) =>
  sql<boolean>`instr(lower(account.name || ' ' || account.display_name), ${text.toLowerCase()}) > 0`;

export async function countAccounts(from: Readable): Promise<number> {
  const row = await tables(from)
    .selectFrom('account')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** True once a name has been given to anybody, deleted ones included. */
export async function anyNameTaken(from: Readable): Promise<boolean> {
  return (await tables(from).selectFrom('taken_name').select('name').limit(1).executeTakeFirst()) !== undefined;
}

export async function isNameTaken(from: Readable, name: string): Promise<boolean> {
  return (
    (await tables(from).selectFrom('taken_name').select('name').where('name', '=', name).executeTakeFirst()) !==
    undefined
  );
}

/** Sees to it that no number below `first` is given from now on; numbers never go back. */
export function beginNumbersAt(first: number): Command {
  const begin = write
    .insertInto('tenant_number')
    .values({ one: 1, next: first })
    .onConflict((conflict) => conflict.column('one').doUpdateSet({ next: sql`max(next, excluded.next)` }));
  return command(begin);
}

/** Stores a new account under the next number; breaks a constraint where the name is taken. Its label is free by the rule. */
export function insertAccount(account: NewAccount, now: number): readonly Command[] {
  const { name, displayName, administrator, passwordHash, mustChangePassword } = account;
  const label = hostLabel(name) ?? null;
  return [
    command(write.insertInto('taken_name').values({ name, kind: 'account' })),
    {
      sql: `insert into host_label (label, owner) select coalesce(?, 'u' || next), ? from tenant_number`,
      parameters: [label, name],
    },
    {
      sql: `insert into account (name, uid, label, display_name, administrator, password_hash, must_change_password,
          created_at, version)
        select ?, next, coalesce(?, 'u' || next), ?, ?, ?, ?, ?, 1 from tenant_number`,
      parameters: [name, label, displayName, administrator ? 1 : 0, passwordHash, mustChangePassword ? 1 : 0, now],
    },
    numberTaken,
  ];
}

/** Follows whatever has given numbers away. */
export const numberTaken: Command = {
  // Numbers that a directory has brought may lie ahead; the next one is one that nobody has.
  sql: `update tenant_number set next = (
      select min(n) from (
        select next as n from tenant_number
        union select uid + 1 from account where uid >= (select next from tenant_number)
        union select gid + 1 from team where gid >= (select next from tenant_number)
      )
      where n not in (select uid from account) and n not in (select gid from team)
    )`,
  parameters: [],
  expectRows: 1,
};

/** What a change relies on. */
type Read = Pick<StoredAccount, 'name' | 'version'>;

/** Changes an account that is still as it was read; stale otherwise. */
export function updateAccount(account: Read, change: AccountChange): Command {
  return command(updating(account, change), 1);
}

/**
 * The same for a change that takes an administrator away: stale, too, when no other administrator who can sign in would
 * be left, so that two who demote each other at once cannot both succeed.
 */
export function updateUnlessLast(account: StoredAccount, change: AccountChange): Command {
  return command(
    updating(account, change).where(({ exists }) => exists(otherAdministrators(account.name))),
    1,
  );
}

function updating(account: Read, change: AccountChange) {
  return write
    .updateTable('account')
    .set({ ...change, version: account.version + 1 })
    .where('name', '=', account.name)
    .where('version', '=', account.version)
    .where('deleted_at', 'is', null);
}

/** Whether an administrator other than this one can sign in. */
export async function hasOtherAdministrator(from: Readable, name: string): Promise<boolean> {
  return (await otherAdministrators(name, tables(from)).limit(1).executeTakeFirst()) !== undefined;
}

function otherAdministrators(name: string, from: typeof write = write) {
  return from
    .selectFrom('account as other')
    .select('other.name')
    .where('other.name', '<>', name)
    .where('other.administrator', '=', 1)
    .where('other.password_hash', 'is not', null)
    .where('other.suspended_at', 'is', null)
    .where('other.deleted_at', 'is', null);
}

/** A new hash of the same password, made with today's cost; without effect where the password has changed. */
export function rehash(account: StoredAccount, passwordHash: string): Command {
  const change = write
    .updateTable('account')
    .set({ password_hash: passwordHash })
    .where('name', '=', account.name)
    .where('password_hash', '=', account.passwordHash ?? '');
  return command(change);
}

/** The sign-in of an account that is still as it was when its password was found right; stale otherwise. */
export function markSignedIn(account: StoredAccount, now: number): Command {
  const seen = write
    .updateTable('account')
    .set({ seen_at: now })
    .where('name', '=', account.name)
    .where('version', '=', account.version);
  return command(seen, 1);
}
