import type { Context } from '../platform/index.ts';
import { wrong } from './problems.ts';
import { secretHash } from './secret.ts';
import { findAccount, type StoredAccount } from './store/accounts.ts';
import { findInvitation } from './store/invitations.ts';

/** Whom an invitation is for; the secret is hard to guess, so there is nothing to slow. */
export async function readInvitation(ctx: Context, secret: string) {
  const { account, expiresAt } = await requireInvited(ctx, secret);
  return { name: account.name, displayName: account.displayName, expiresAt };
}

/** @throws Problem invitation-not-found */
export async function requireInvited(
  ctx: Context,
  secret: string,
): Promise<{ account: StoredAccount; expiresAt: number }> {
  const invitation = await findInvitation(ctx, secretHash(secret), ctx.now());
  const account = invitation && (await findAccount(ctx, invitation.account));
  if (!account || account.suspended)
    throw wrong['invitation-not-found'](
      'It has been used, has ended, or was replaced. Ask an administrator for another.',
    );
  return { account, expiresAt: invitation.expiresAt };
}
