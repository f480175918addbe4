import type { Context } from '../platform/index.ts';
import type { Parts } from './parts.ts';
import { wrong } from './problems.ts';
import { deleteSession, hasSession } from './store/sessions.ts';

/** Ends one of the own sessions, with its open pages. */
export async function endSession(ctx: Context, parts: Parts, id: string): Promise<null> {
  const { account } = ctx.caller();
  if (!(await hasSession(ctx, account, id))) throw wrong['session-not-found']('It may have ended already.');
  await ctx.commit(deleteSession(id));
  await parts.revocations.takeEffect([account]);
  return null;
}
