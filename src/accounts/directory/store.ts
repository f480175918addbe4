import { type Command, command } from '../../platform/index.ts';
import { hostLabel } from '../rules/host-label.ts';
import { numberTaken } from '../store/accounts.ts';
import { type Readable, tables, write } from '../store/tables.ts';
import type { Known } from './rules/known.ts';
import type { NewAccount, NewTeam } from './rules/plan.ts';

/** Every account and group that is or was, with the directory's entry behind it. */
export async function findKnown(from: Readable): Promise<Known> {
  const accounts = await tables(from)
    .selectFrom('account')
    .leftJoin('directory_account as entry', 'entry.account', 'account.name')
    .selectAll('account')
    .select(['entry.entry_id', 'entry.dn', 'entry.gone_at', 'entry.suspended_by_it'])
    .execute();
  const teams = await tables(from)
    .selectFrom('team')
    .leftJoin('directory_team as entry', 'entry.team', 'team.name')
    .select(['team.name', 'team.gid', 'team.deleted_at', 'entry.entry_id', 'entry.dn', 'entry.gone_at'])
    .execute();
  const memberships = await tables(from)
    .selectFrom('membership')
    .innerJoin('directory_team', 'directory_team.team', 'membership.team')
    .select(['membership.account', 'membership.team'])
    .execute();
  const groupsOf = Map.groupBy(memberships, ({ account }) => account);
  return {
    accounts: accounts.map((row) => ({
      ...{ name: row.name, uid: row.uid, displayName: row.display_name, version: row.version },
      administrator: row.administrator === 1,
      suspended: row.suspended_at !== null,
      deleted: row.deleted_at !== null,
      groups: (groupsOf.get(row.name) ?? []).map(({ team }) => team),
      from: entryOf(row),
    })),
    teams: teams.map((row) => ({
      ...{ name: row.name, gid: row.gid, deleted: row.deleted_at !== null },
      from: entryOf({ ...row, suspended_by_it: 0 }),
    })),
  };
}

interface EntryRow {
  readonly entry_id: string | null;
  readonly dn: string | null;
  readonly gone_at: number | null;
  readonly suspended_by_it: number | null;
}

function entryOf({ entry_id: id, dn, gone_at, suspended_by_it }: EntryRow) {
  if (id === null || dn === null) return undefined;
  return { id, dn, gone: gone_at !== null, suspendedByIt: suspended_by_it === 1 };
}

/** Where an account comes from; undefined: from here. */
export async function findEntryOf(from: Readable, account: string) {
  return await tables(from)
    .selectFrom('directory_account')
    .select(['dn', 'entry_id as id'])
    .where('account', '=', account)
    .executeTakeFirst();
}

export async function isDirectoryTeam(from: Readable, team: string): Promise<boolean> {
  const row = await tables(from)
    .selectFrom('directory_team')
    .select('team')
    .where('team', '=', team)
    .where('gone_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export function insertDirectoryAccount({ name, uid, displayName, administrator, id, dn }: NewAccount, now: number) {
  const label = hostLabel(name) ?? null;
  return [
    command(write.insertInto('taken_name').values({ name, kind: 'account' })),
    {
      sql: `insert into host_label (label, owner) select coalesce(?, 'u' || coalesce(?, next)), ? from tenant_number`,
      parameters: [label, uid ?? null, name],
    },
    {
      sql: `insert into account (name, uid, label, display_name, administrator, password_hash, must_change_password,
          created_at, version)
        select ?, coalesce(?, next), coalesce(?, 'u' || coalesce(?, next)), ?, ?, null, 0, ?, 1 from tenant_number`,
      parameters: [name, uid ?? null, label, uid ?? null, displayName, administrator ? 1 : 0, now],
    },
    command(write.insertInto('directory_account').values({ account: name, entry_id: id, dn, suspended_by_it: 0 })),
    ...(uid === undefined ? [numberTaken] : []),
  ];
}

/** The groups of an account that was made in the same batch, so no more than they have to be there. */
export function insertMemberships({ name, groups, primaryGroup }: NewAccount, now: number): Command[] {
  return [
    ...groups.map((team) => command(write.insertInto('membership').values({ team, account: name, since: now }))),
    ...(primaryGroup !== undefined && groups.includes(primaryGroup)
      ? [command(write.updateTable('account').set({ primary_team: primaryGroup }).where('name', '=', name), 1)]
      : []),
  ];
}

export function insertDirectoryTeam({ name, gid, id, dn }: NewTeam, now: number): Command[] {
  return [
    command(write.insertInto('taken_name').values({ name, kind: 'group' })),
    {
      sql: `insert into team (name, gid, description, created_at) select ?, coalesce(?, next), '', ? from tenant_number`,
      parameters: [name, gid ?? null, now],
    },
    command(write.insertInto('directory_team').values({ team: name, entry_id: id, dn })),
    ...(gid === undefined ? [numberTaken] : []),
  ];
}

/** What changes of the entry behind an account. */
export function changeEntry(
  account: string,
  change: { readonly dn?: string; readonly gone_at?: number | null; readonly suspended_by_it?: number },
): Command {
  return command(write.updateTable('directory_account').set(change).where('account', '=', account));
}

/** An administrator has decided about it: whoever comes back to the directory stays as they say. */
export function suspendedByPerson(account: string): Command {
  return changeEntry(account, { suspended_by_it: 0 });
}

export function changeTeamEntry(team: string, change: { readonly dn?: string; readonly gone_at: number | null }) {
  return command(write.updateTable('directory_team').set(change).where('team', '=', team));
}

export function saveReport(at: number, report: string): Command {
  const saved = write
    .insertInto('directory_sync')
    .values({ one: 1, at, report })
    .onConflict((conflict) => conflict.column('one').doUpdateSet({ at, report }));
  return command(saved);
}

export async function findReport(from: Readable) {
  return await tables(from).selectFrom('directory_sync').select(['at', 'report']).executeTakeFirst();
}
