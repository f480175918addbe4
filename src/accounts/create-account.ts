import type { Command, Context } from '../platform/index.ts';
import { viewAccount } from './account-view.ts';
import { announceAccounts, announceGroup } from './announce.ts';
import type { Account, Invitation } from './contract.ts';
import { newInvitation } from './new-invitation.ts';
import type { Parts } from './parts.ts';
import { wrong } from './problems.ts';
import { commitNames, requireFreeName, requirePassword } from './require.ts';
import { findAccount, insertAccount } from './store/accounts.ts';
import { findGroup, insertGroup, insertMember } from './store/groups.ts';

export interface AskedAccount {
  readonly name: string;
  readonly password?: string;
  readonly groups?: readonly string[];
  readonly admin?: boolean;
  readonly displayName?: string;
}

/** Makes an account, and the groups that are named for it and missing. */
export async function createAccount(
  ctx: Context,
  parts: Parts,
  asked: AskedAccount,
): Promise<Account & { invitation: Invitation | null }> {
  const { name, password } = asked;
  await requireFreeName(ctx, name);
  if (password !== undefined) requirePassword(password, name);
  const passwordHash = password === undefined ? null : await parts.passwords.hash(password);

  const now = ctx.now();
  const groups = [...new Set(asked.groups ?? [])];
  const missing = await missingGroups(ctx, groups, name);
  const invited = password === undefined ? newInvitation(parts.options, name, now) : undefined;
  await commitNames(
    ctx,
    insertAccount(
      {
        ...{ name, passwordHash, mustChangePassword: false, administrator: asked.admin ?? false },
        displayName: asked.displayName?.trim() || name,
      },
      now,
    ),
    missing.flatMap((group) => insertGroup(group, '', now)),
    groups.flatMap((group): readonly Command[] => insertMember(group, name, now)),
    invited ? [invited.command] : [],
  );
  await parts.credentials.follow(name);
  announceAccounts(parts.foundation.events, [name]);
  for (const group of groups) announceGroup(parts.foundation.events, group);
  const made = await findAccount(ctx, name);
  if (!made) throw wrong['account-not-found']('It was deleted again at once.');
  return { ...viewAccount(made), invitation: invited?.invitation ?? null };
}

async function missingGroups(ctx: Context, groups: readonly string[], account: string): Promise<string[]> {
  const missing: string[] = [];
  for (const group of groups) {
    if (await findGroup(ctx, group)) continue;
    if (group === account) throw wrong['name-taken'](`A group cannot have the name of the account, "${account}".`);
    await requireFreeName(ctx, group);
    missing.push(group);
  }
  return missing;
}
