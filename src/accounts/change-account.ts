import type { Command, Context } from '../platform/index.ts';
import { requireAccount, viewAccount } from './account-view.ts';
import { announceAccounts, announceGroup, announceSuspension } from './announce.ts';
import type { Account } from './contract.ts';
import { requireMembersHere } from './directory/kept.ts';
import { suspendedByPerson } from './directory/store.ts';
import type { Parts } from './parts.ts';
import { wrong } from './problems.ts';
import { isActingAdministrator } from './rules/last-administrator.ts';
import {
  type AccountChange,
  groupOfAll,
  hasOtherAdministrator,
  type StoredAccount,
  updateAccount,
  updateUnlessLast,
} from './store/accounts.ts';
import { deleteMember, findGroup, insertMember } from './store/groups.ts';
import { deleteInvitation } from './store/invitations.ts';
import { forgetRevocations, type Revocation } from './store/revocations.ts';
import { deleteSessions } from './store/sessions.ts';
import { deleteTokens } from './store/tokens.ts';

export interface AskedChange {
  readonly displayName?: string;
  readonly groups?: readonly string[];
  readonly primaryGroup?: string;
  readonly admin?: boolean;
  readonly suspended?: boolean;
}

/** Changes an account; answers when what it takes away is gone everywhere. */
export async function changeAccount(ctx: Context, parts: Parts, name: string, asked: AskedChange): Promise<Account> {
  const account = await requireAccount(ctx, name);
  const now = ctx.now();
  const groups = asked.groups && [...new Set(asked.groups)];
  const joined = groups?.filter((group) => !account.groups.includes(group)) ?? [];
  const left = groups ? account.groups.filter((group) => !groups.includes(group)) : [];
  for (const group of joined)
    if (!(await findGroup(ctx, group))) throw wrong['group-not-found'](`There is no group "${group}".`);

  await requireMembersHere(ctx, [...joined, ...left]);

  const primary = asked.primaryGroup;
  if (primary !== undefined && primary !== groupOfAll && !(groups ?? account.groups).includes(primary))
    throw wrong['not-a-member'](`"${name}" is not in the group "${primary}", so it cannot be its primary one.`);
  const lost: Revocation[] = left.map((group) => ({ kind: 'left-group', account: name, group }));
  if (asked.suspended === true) lost.push({ kind: 'suspended', account: name });
  const revocations = lost.map((revocation) => parts.revocations.prepare(revocation));
  await ctx.commit(
    await saving(ctx, account, columnsOf(account, asked, now)),
    asked.suspended === true ? [deleteSessions(name), deleteTokens(name), deleteInvitation(name)] : [],
    asked.suspended === undefined ? [] : suspendedByPerson(name),
    asked.suspended === false ? forgetRevocations({ kind: 'suspended', account: name }) : [],
    joined.flatMap((group): readonly Command[] => [
      ...insertMember(group, name, now),
      forgetRevocations({ kind: 'left-group', account: name, group }),
    ]),
    left.map((group) => deleteMember(group, name)),
    revocations.map(({ command }) => command),
  );
  if (asked.suspended === true) announceSuspension(parts.foundation.events, name);
  announceAccounts(parts.foundation.events, [name]);
  for (const group of [...joined, ...left]) announceGroup(parts.foundation.events, group);
  const pending = revocations.map((revocation) => revocation.pending);
  await parts.revocations.takeEffect([name], pending);
  return viewAccount(await requireAccount(ctx, name));
}

function columnsOf(account: StoredAccount, asked: AskedChange, now: number): AccountChange {
  return {
    ...(asked.displayName === undefined ? {} : { display_name: asked.displayName.trim() || account.name }),
    ...(asked.primaryGroup === undefined
      ? {}
      : { primary_team: asked.primaryGroup === groupOfAll ? null : asked.primaryGroup }),
    ...(asked.admin === undefined ? {} : { administrator: asked.admin ? 1 : 0 }),
    ...(asked.suspended === undefined ? {} : { suspended_at: asked.suspended ? now : null }),
  };
}

/**
 * The command that saves a change of an account as it was read.
 *
 * @throws Problem last-administrator
 */
export async function saving(ctx: Context, account: StoredAccount, change: AccountChange): Promise<Command> {
  if (!isActingAdministrator(account) || isActingAdministrator(account, change)) return updateAccount(account, change);
  if (await hasOtherAdministrator(ctx, account.name)) return updateUnlessLast(account, change);
  throw wrong['last-administrator'](
    `Nobody else could administer the platform without "${account.name}". Make another account an administrator first.`,
  );
}
