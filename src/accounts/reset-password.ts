import type { Context } from '../platform/index.ts';
import { requireAccount } from './account-view.ts';
import { announceAccounts } from './announce.ts';
import { requirePasswordHere } from './directory/kept.ts';
import type { Parts } from './parts.ts';
import { newOneTimePassword } from './secret.ts';
import { updateAccount } from './store/accounts.ts';
import { deleteInvitation } from './store/invitations.ts';
import { deleteSessions, forgetAddresses } from './store/sessions.ts';
import { deleteOwnTokens } from './store/tokens.ts';

/** Gives an account a password that must be changed at the next sign-in; whoever is signed in with it is out. */
export async function resetPassword(ctx: Context, parts: Parts, name: string): Promise<{ oneTimePassword: string }> {
  requirePasswordHere(await requireAccount(ctx, name));
  const oneTimePassword = newOneTimePassword();
  const passwordHash = await parts.passwords.hash(oneTimePassword);
  const account = await requireAccount(ctx, name);
  await ctx.commit(updateAccount(account, { password_hash: passwordHash, must_change_password: 1 }), [
    deleteSessions(name),
    deleteOwnTokens(name),
    deleteInvitation(name),
    forgetAddresses(name),
  ]);
  announceAccounts(parts.foundation.events, [name]);
  await parts.revocations.takeEffect([name]);
  return { oneTimePassword };
}
