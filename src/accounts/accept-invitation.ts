import type { Answer, Context } from '../platform/index.ts';
import { announceAccounts } from './announce.ts';
import { auditOf } from './audit-entry.ts';
import { acceptInvitation as operation, type Session } from './contract.ts';
import { openSession } from './open-session.ts';
import type { Parts } from './parts.ts';
import { requireInvited } from './read-invitation.ts';
import { requirePassword } from './require.ts';
import { secretHash } from './secret.ts';
import { markSignedIn, updateAccount } from './store/accounts.ts';
import { insertAudit } from './store/audit.ts';
import { consumeInvitation } from './store/invitations.ts';
import { deleteSessions } from './store/sessions.ts';
import { deleteOwnTokens } from './store/tokens.ts';

/** Uses an invitation up: the password is set, what was open with an older one ends, and its owner is signed in. */
export async function acceptInvitation(
  ctx: Context,
  parts: Parts,
  { secret, password }: { readonly secret: string; readonly password: string },
): Promise<Answer<Session>> {
  const { account } = await requireInvited(ctx, secret);
  requirePassword(password, account.name);
  const passwordHash = await parts.passwords.hash(password);
  const now = ctx.now();
  const signedIn = { ...account, mustChangePassword: false, version: account.version + 1 };
  const session = openSession(parts, ctx, signedIn);
  await ctx.commit(
    consumeInvitation(secretHash(secret)),
    updateAccount(account, { password_hash: passwordHash, must_change_password: 0 }),
    [deleteSessions(account.name), deleteOwnTokens(account.name)],
    session.commands,
    markSignedIn(signedIn, now),
    insertAudit(auditOf(ctx, operation, { account: account.name, target: account.name })),
  );
  announceAccounts(parts.foundation.events, [account.name]);
  await parts.revocations.takeEffect(session.accounts);
  return session.answer;
}
