import type { Context } from '../platform/index.ts';
import type { Parts } from './parts.ts';
import { wrong } from './problems.ts';
import { deleteToken, findToken } from './store/tokens.ts';

/** Revokes one of the own tokens and those that were made with it, with the connections that they opened. */
export async function revokeToken(ctx: Context, parts: Parts, id: string): Promise<null> {
  const { account } = ctx.caller();
  if (!(await findToken(ctx, account, id))) throw wrong['token-not-found']('It may have been revoked already.');
  await ctx.commit(deleteToken(account, id));
  await parts.revocations.takeEffect([account]);
  return null;
}
