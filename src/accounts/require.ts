import { type Command, ConstraintBroken, type Context, StaleBatch } from '../platform/index.ts';
import { wrong } from './problems.ts';
import { whyNotName } from './rules/account-name.ts';
import { whyNotPassword } from './rules/password-rule.ts';
import { isNameTaken } from './store/accounts.ts';

/** @throws Problem name-not-allowed, name-taken */
export async function requireFreeName(ctx: Pick<Context, 'read'>, name: string): Promise<void> {
  const why = whyNotName(name);
  if (why !== undefined) throw wrong['name-not-allowed']({ detail: why, field: 'body/name' });
  if (await isNameTaken(ctx, name))
    throw wrong['name-taken']({
      detail: `An account or a group has, or had, the name "${name}". A deleted name is never given again.`,
      field: 'body/name',
    });
}

/** @throws Problem password-not-allowed */
export function requirePassword(password: string, account: string, field = 'body/password'): void {
  const why = whyNotPassword(password, account);
  if (why !== undefined) throw wrong['password-not-allowed']({ detail: why, field });
}

/** Commits what takes names. Where somebody took one of them since it was found free, the use case looks again. */
export async function commitNames(ctx: Context, ...commands: readonly (readonly Command[])[]): Promise<void> {
  try {
    await ctx.commit(...commands);
  } catch (error) {
    throw error instanceof ConstraintBroken ? new StaleBatch(error.message, { cause: error }) : error;
  }
}
