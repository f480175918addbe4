import { type Command, command } from '../../platform/index.ts';
import { numberTaken } from './accounts.ts';
import { type Readable, tables, write } from './tables.ts';

export interface StoredGroup {
  readonly name: string;
  readonly gid: number;
  readonly description: string;
  readonly createdAt: number;
  readonly members: number;
}

function existing(from: Readable) {
  return tables(from)
    .selectFrom('team')
    .select((team) => [
      'team.name',
      'team.gid',
      'team.description',
      'team.created_at as createdAt',
      team
        .selectFrom('membership')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('membership.team', '=', 'team.name')
        .$castTo<{ count: number }>()
        .as('members'),
    ])
    .where('team.deleted_at', 'is', null);
}

function asGroup(row: Omit<StoredGroup, 'members'> & { readonly members: number | null }): StoredGroup {
  return { ...row, members: row.members ?? 0 };
}

export async function findGroup(from: Readable, name: string): Promise<StoredGroup | undefined> {
  const row = await existing(from).where('team.name', '=', name).executeTakeFirst();
  return row && asGroup(row);
}

export interface GroupSearch {
  readonly after: string;
  readonly limit: number;
  /** Only groups that this account is in. */
  readonly member?: string | undefined;
}

/** Groups by name; one more than `limit` where there are more. */
export async function searchGroups(from: Readable, { after, limit, member }: GroupSearch): Promise<StoredGroup[]> {
  let query = existing(from).where('team.name', '>', after);
  if (member !== undefined)
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('membership')
          .select('since')
          .whereRef('membership.team', '=', 'team.name')
          .where('account', '=', member),
      ),
    );
  const rows = await query
    .orderBy('team.name')
    .limit(limit + 1)
    .execute();
  return rows.map(asGroup);
}

/** The groups of an account with their numbers. */
export async function findGroupsOf(from: Readable, account: string): Promise<{ name: string; gid: number }[]> {
  return await tables(from)
    .selectFrom('membership')
    .innerJoin('team', 'team.name', 'membership.team')
    .select(['team.name', 'team.gid'])
    .where('membership.account', '=', account)
    .where('team.deleted_at', 'is', null)
    .orderBy('team.name')
    .execute();
}

/** Members by name; one more than `limit` where there are more. */
export async function findMembers(from: Readable, group: string, after: string, limit: number) {
  return await tables(from)
    .selectFrom('membership')
    .innerJoin('account', 'account.name', 'membership.account')
    .select(['account.name', 'account.display_name as displayName'])
    .where('team', '=', group)
    .where('account.name', '>', after)
    .orderBy('account.name')
    .limit(limit + 1)
    .execute();
}

export async function memberNames(from: Readable, group: string): Promise<string[]> {
  const rows = await tables(from).selectFrom('membership').select('account').where('team', '=', group).execute();
  return rows.map(({ account }) => account);
}

/** Stores a new group under the next number; breaks a constraint where the name is taken. */
export function insertGroup(name: string, description: string, now: number): readonly Command[] {
  return [
    command(write.insertInto('taken_name').values({ name, kind: 'group' })),
    {
      sql: `insert into team (name, gid, description, created_at) select ?, next, ?, ? from tenant_number`,
      parameters: [name, description, now],
    },
    numberTaken,
  ];
}

export function describeGroup(name: string, description: string): Command {
  return command(
    write.updateTable('team').set({ description }).where('name', '=', name).where('deleted_at', 'is', null),
    1,
  );
}

/** Deletes a group that exists; stale otherwise. Its members must have been taken out in the same batch. */
export function deleteGroup(name: string, now: number): Command {
  const deleted = write.updateTable('team').set({ deleted_at: now });
  return command(deleted.where('name', '=', name).where('deleted_at', 'is', null), 1);
}

/** Puts an account into a group; stale when either is gone, without effect where it is in it already. */
export function insertMember(group: string, account: string, now: number): readonly Command[] {
  return [
    command(
      write.updateTable('team').set({ name: group }).where('name', '=', group).where('deleted_at', 'is', null),
      1,
    ),
    command(
      write.updateTable('account').set({ name: account }).where('name', '=', account).where('deleted_at', 'is', null),
      1,
    ),
    command(
      write
        .insertInto('membership')
        .values({ team: group, account, since: now })
        .onConflict((conflict) => conflict.doNothing()),
    ),
  ];
}

/** Takes an account out of a group that it is in; stale otherwise. */
export function deleteMember(group: string, account: string): Command {
  return command(write.deleteFrom('membership').where('team', '=', group).where('account', '=', account), 1);
}
