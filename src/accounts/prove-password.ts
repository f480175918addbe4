import type { Context } from '../platform/index.ts';
import type { Parts } from './parts.ts';
import type { PasswordCheck } from './passwords.ts';
import { wrong } from './problems.ts';
import { isKnownAddress } from './store/sessions.ts';

const knownForMilliseconds = 90 * 24 * 3600 * 1000;

/**
 * Checks a password behind the brake on guessing. Tries that are slowed are not looked at and leave no audit record:
 * they could fill the trail, and each delay ends with one that is recorded.
 *
 * @throws Problem sign-in-slowed
 */
export async function provePassword(
  ctx: Context,
  { passwords, brake }: Parts,
  given: { readonly name: string; readonly password: string; readonly stored: string | undefined },
): Promise<PasswordCheck> {
  const known = await isKnownAddress(ctx, given.name, ctx.remote, ctx.now() - knownForMilliseconds);
  const guess = brake.guess(given.name, ctx.remote, known);
  return await passwords.check(given.password, given.stored, guess, slowed);
}

function slowed(milliseconds: number) {
  const retryAfterSeconds = Math.ceil(milliseconds / 1000);
  const when = retryAfterSeconds === 1 ? 'in a second' : `in ${retryAfterSeconds} seconds`;
  return wrong['sign-in-slowed']({ detail: `Try again ${when}. Nothing is locked.`, extra: { retryAfterSeconds } });
}
