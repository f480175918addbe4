import { Answer, type Context } from '../platform/index.ts';
import type { Parts } from './parts.ts';
import { wrong } from './problems.ts';
import { setCookie } from './rules/cookie.ts';
import { deleteSession } from './store/sessions.ts';

/** Ends the session that asks, and tells the browser to forget its cookie. */
export async function signOut(ctx: Context, parts: Parts): Promise<Answer<null>> {
  const { account, via, credentialId } = ctx.caller();
  if (via !== 'session') throw wrong['not-a-session']('Revoke the token instead: DELETE /api/tokens/<id>.');
  await ctx.commit(deleteSession(credentialId));
  await parts.revocations.takeEffect([account]);
  return new Answer(null, { 'set-cookie': setCookie(parts.options.secure, '', 0) });
}
