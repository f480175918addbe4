import type { Foundation } from '../platform/index.ts';
import type { Passwords } from './passwords.ts';
import { newOneTimePassword } from './secret.ts';
import { anyNameTaken, insertAccount } from './store/accounts.ts';
import { insertAudit } from './store/audit.ts';

const name = 'admin';

/**
 * Makes the first administrator where there is no account yet: with the password given, or with a one-time password that
 * must be changed at the first sign-in. Gives undefined where there are accounts.
 */
export async function ensureFirstAdministrator(
  { database, clock }: Foundation,
  passwords: Passwords,
  { password: given }: { readonly password?: string | undefined },
): Promise<{ readonly name: string; readonly oneTimePassword?: string } | undefined> {
  if (await anyNameTaken(database)) return undefined;
  // An empty environment variable is one that was not set.
  const password = given || undefined;
  const chosen = password ?? newOneTimePassword();
  const now = clock.now();
  await database.commit([
    ...insertAccount(
      {
        ...{ name, displayName: 'Administrator', administrator: true },
        passwordHash: await passwords.hash(chosen),
        mustChangePassword: password === undefined,
      },
      now,
    ),
    insertAudit({
      ...{ at: now, account: undefined, credentialId: undefined, operation: 'start', target: name },
      ...{ remote: 'local', requestId: '', result: 'ok' },
    }),
  ]);
  return password === undefined ? { name, oneTimePassword: chosen } : { name };
}
