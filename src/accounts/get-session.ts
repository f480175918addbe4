import type { Context } from '../platform/index.ts';
import type { Session } from './contract.ts';
import { describe } from './open-session.ts';
import type { Parts } from './parts.ts';
import { wrong } from './problems.ts';
import { findAccount } from './store/accounts.ts';

/** Who is signed in. */
export async function getSession(ctx: Context, parts: Parts): Promise<Session> {
  const { account: name, via, scopes, credentialId, mustChangePassword } = ctx.caller();
  const account = await findAccount(ctx, name);
  if (!account) throw wrong['account-not-found']();
  const expiresAt = parts.credentials.endOfId(name, credentialId);
  return { account: describe(account), via, scopes: [...scopes], mustChangePassword, expiresAt };
}
