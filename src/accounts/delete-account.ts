import type { Context } from '../platform/index.ts';
import { requireAccount } from './account-view.ts';
import { announceAccounts, announceGroup } from './announce.ts';
import { saving } from './change-account.ts';
import type { Parts } from './parts.ts';
import { deleteMember } from './store/groups.ts';
import { deleteInvitation } from './store/invitations.ts';
import { deleteSessions, forgetAddresses } from './store/sessions.ts';
import { deleteTokens } from './store/tokens.ts';

/** Deletes an account: whatever it opened ends, its name and number stay taken, its files stay for an administrator to deal with. */
export async function deleteAccount(ctx: Context, parts: Parts, name: string): Promise<null> {
  const account = await requireAccount(ctx, name);
  const { pending, command } = parts.revocations.prepare({ kind: 'deleted', account: name });
  await ctx.commit(
    await saving(ctx, account, { deleted_at: ctx.now(), password_hash: null, administrator: 0 }),
    account.groups.map((group) => deleteMember(group, name)),
    [deleteSessions(name), deleteTokens(name), deleteInvitation(name), forgetAddresses(name), command],
  );
  announceAccounts(parts.foundation.events, [name]);
  for (const group of account.groups) announceGroup(parts.foundation.events, group);
  await parts.revocations.takeEffect([name], [pending]);
  return null;
}
