import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Problem } from '../platform/index.ts';
import type { LiveDirectory } from './directory/live-directory.ts';
import { wrong } from './directory/problems.ts';
import type { Parts } from './parts.ts';
import type { PasswordCheck } from './passwords.ts';
import { guessAt, provePassword } from './prove-password.ts';
import type { StoredAccount } from './store/accounts.ts';

/** With a directory, what is refused is refused no sooner: how long it took tells nothing of whose name it was. */
const refusedAfterMilliseconds = 300;

/**
 * Checks a password where it is kept: here, or in the directory. A name that nobody has costs the work of both.
 *
 * @throws Problem sign-in-slowed, sign-in-busy, directory-away, directory-refuses
 */
export async function provePerson(
  ctx: Context,
  parts: Parts,
  directory: LiveDirectory | undefined,
  given: { readonly name: string; readonly password: string; readonly account: StoredAccount | undefined },
): Promise<PasswordCheck> {
  const { name, password, account } = given;
  const here = () => provePassword(ctx, parts, { name, password, stored: account?.passwordHash });
  // An account that the directory keeps has no password here, so without the directory nothing opens it.
  if (!directory) return await here();
  const began = performance.now();
  const proof = account?.source === 'local' ? await here() : await there();
  if (proof === 'wrong') await sleep(refusedAfterMilliseconds - (performance.now() - began));
  return proof;

  async function there(): Promise<PasswordCheck> {
    const guess = await guessAt(ctx, parts, name);
    guess.admit();
    const right = await directory?.prove(account?.name, password).catch((cause: unknown) => {
      throw cause instanceof Problem && cause.code !== 'sign-in-busy' ? withoutNames(cause) : cause;
    });
    if (right) guess.right();
    else guess.wrong();
    return right ? 'right' : 'wrong';
  }
}

/** Whoever signs in need not know where the directory is, nor what is amiss with it; administrators see that. */
function withoutNames(cause: Problem): Problem {
  return wrong['directory-away']({
    detail: 'It is not your password. Try again in a minute, or ask an administrator.',
    cause,
  });
}
