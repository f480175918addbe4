import type { Foundation } from '../platform/index.ts';
import type { Passwords } from './passwords.ts';
import { newOneTimePassword } from './secret.ts';
import { anyNameTaken, findAccount, insertAccount, updateAccount } from './store/accounts.ts';
import { insertAudit } from './store/audit.ts';

const name = 'admin';

export interface FirstPassword {
  readonly password?: string | undefined;
  /** Nobody was told a one-time password yet since the platform was started. */
  readonly untold?: boolean;
}

/**
 * Makes the first administrator where there is no account yet: with the password given, or with a one-time password that
 * must be changed at the first sign-in. A start may end before it has told that one, so it is made anew until somebody
 * has signed in. Gives undefined where there is nothing to tell.
 */
export async function ensureFirstAdministrator(
  { database, clock }: Foundation,
  passwords: Passwords,
  { password: given, untold = false }: FirstPassword,
): Promise<{ readonly name: string; readonly oneTimePassword?: string } | undefined> {
  // An empty environment variable is one that was not set.
  const password = given || undefined;
  const first = await findAccount(database, name);
  const unused = first?.mustChangePassword === true && first.seenAt === null;
  if (unused ? password === undefined && !untold : await anyNameTaken(database)) return undefined;
  const chosen = password ?? newOneTimePassword();
  const now = clock.now();
  const passwordHash = await passwords.hash(chosen);
  const mustChangePassword = password === undefined;
  const administrator = { name, displayName: 'Administrator', administrator: true, passwordHash, mustChangePassword };
  const change = { password_hash: passwordHash, must_change_password: mustChangePassword ? 1 : 0 };
  await database.commit([
    ...(first ? [updateAccount(first, change)] : insertAccount(administrator, now)),
    insertAudit({
      ...{ at: now, account: undefined, credentialId: undefined, operation: 'start', target: name },
      ...{ remote: 'local', requestId: '', result: 'ok' },
    }),
  ]);
  return password === undefined ? { name, oneTimePassword: chosen } : { name };
}
