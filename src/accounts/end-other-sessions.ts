import type { Context } from '../platform/index.ts';
import type { Parts } from './parts.ts';
import { deleteSessions } from './store/sessions.ts';
import { countOf } from './store/tables.ts';

/** Ends every session of the caller but the one that asks. */
export async function endOtherSessions(ctx: Context, parts: Parts): Promise<{ ended: number }> {
  const { account, via, credentialId } = ctx.caller();
  const before = await countOf(ctx, 'session', account);
  await ctx.commit(deleteSessions(account, credentialId));
  await parts.revocations.takeEffect([account]);
  return { ended: via === 'session' ? before - 1 : before };
}
