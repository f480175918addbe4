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
  parts: Parts,
  given: { readonly name: string; readonly password: string; readonly stored: string | undefined },
): Promise<PasswordCheck> {
  const guess = await guessAt(ctx, parts, given.name);
  return await parts.passwords.check(given.password, given.stored, guess, slowed);
}

/** A try of whoever asks at the account; `admit` refuses it while the brake holds it back. */
export async function guessAt(ctx: Context, { brake }: Pick<Parts, 'brake'>, name: string) {
  const known = await isKnownAddress(ctx, name, ctx.remote, ctx.now() - knownForMilliseconds);
  const guess = brake.guess(name, ctx.remote, known);
  const admit = () => {
    const delay = guess.delay();
    if (delay > 0) throw slowed(delay);
  };
  return { ...guess, admit };
}

function slowed(milliseconds: number) {
  const retryAfterSeconds = Math.ceil(milliseconds / 1000);
  const when = retryAfterSeconds === 1 ? 'in a second' : `in ${retryAfterSeconds} seconds`;
  return wrong['sign-in-slowed']({ detail: `Try again ${when}. Nothing is locked.`, extra: { retryAfterSeconds } });
}
