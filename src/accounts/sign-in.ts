import type { Answer, Context } from '../platform/index.ts';
import { auditOf } from './audit-entry.ts';
import { signIn as operation, type Session } from './contract.ts';
import type { LiveDirectory } from './directory/live-directory.ts';
import { openSession } from './open-session.ts';
import type { Parts } from './parts.ts';
import { wrong } from './problems.ts';
import { provePerson } from './prove-person.ts';
import { canonicalName } from './rules/account-name.ts';
import { findAccount, markSignedIn, rehash } from './store/accounts.ts';
import { insertAudit } from './store/audit.ts';

/** Signs somebody in. A name that nobody has is refused in the same words and after the same work as a wrong password. */
export async function signIn(
  ctx: Context,
  parts: Parts,
  directory: LiveDirectory | undefined,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<Answer<Session>> {
  const named = canonicalName(username) ?? '';
  const account = await findAccount(ctx, named);
  // The name as typed may be a password in the wrong field, so the trail holds only names that exist.
  const target = account?.name ?? 'an unknown name';
  const refuse = async (code: 'sign-in-refused' | 'sign-in-suspended', detail: string) => {
    await ctx.commit(insertAudit(auditOf(ctx, operation, { target, result: code })));
    return wrong[code](detail);
  };

  const proof = await provePerson(ctx, parts, directory, { name: named, password, account });
  if (!account || proof === 'wrong') throw await refuse('sign-in-refused', 'Check both, and that Caps Lock is off.');
  if (account.suspended)
    throw await refuse('sign-in-suspended', 'An administrator suspended it. Ask an administrator to let you in again.');

  const session = openSession(parts, ctx, account);
  const newHash = proof === 'right-but-outdated' ? [rehash(account, await parts.passwords.hash(password))] : [];
  await ctx.commit(
    markSignedIn(account, ctx.now()),
    newHash,
    session.commands,
    insertAudit(auditOf(ctx, operation, { account: account.name, target })),
  );
  for (const name of session.accounts) await parts.credentials.followEverywhere(name);
  parts.options.signedIn(account.name);
  return session.answer;
}
