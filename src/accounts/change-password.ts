import type { Answer, Context } from '../platform/index.ts';
import { requireAccount } from './account-view.ts';
import type { Session } from './contract.ts';
import { requirePasswordHere } from './directory/kept.ts';
import { openSession } from './open-session.ts';
import type { Parts } from './parts.ts';
import { wrong } from './problems.ts';
import { provePassword } from './prove-password.ts';
import { requirePassword } from './require.ts';
import { normalPassword } from './rules/password-rule.ts';
import { updateAccount } from './store/accounts.ts';
import { deleteInvitation } from './store/invitations.ts';
import { deleteSessions } from './store/sessions.ts';
import { deleteOwnTokens } from './store/tokens.ts';

/** Changes the own password: every session ends, the one that asks goes on under a new secret. */
export async function changePassword(
  ctx: Context,
  parts: Parts,
  asked: { readonly current: string; readonly new: string; readonly endTokens: boolean },
): Promise<Answer<Session>> {
  const { account: name } = ctx.caller();
  const account = await requireAccount(ctx, name);
  requirePasswordHere(account);
  const proof = await provePassword(ctx, parts, { name, password: asked.current, stored: account.passwordHash });
  if (proof === 'wrong')
    throw wrong['wrong-password']({ detail: 'Type the password that you have now.', field: 'body/current' });
  requirePassword(asked.new, name, 'body/new');
  if (normalPassword(asked.new) === normalPassword(asked.current))
    throw wrong['password-not-allowed']({ detail: 'The new password is the old one.', field: 'body/new' });
  const passwordHash = await parts.passwords.hash(asked.new);
  const session = openSession(parts, ctx, { ...account, mustChangePassword: false });
  await ctx.commit(
    updateAccount(account, { password_hash: passwordHash, must_change_password: 0 }),
    [deleteSessions(name), deleteInvitation(name)],
    asked.endTokens ? [deleteOwnTokens(name)] : [],
    session.commands,
  );
  await parts.revocations.takeEffect([name]);
  return session.answer;
}
