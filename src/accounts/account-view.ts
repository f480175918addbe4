import type { Context } from '../platform/index.ts';
import type { Account } from './contract.ts';
import { wrong } from './problems.ts';
import { findAccount, type StoredAccount } from './store/accounts.ts';

/** @throws Problem account-not-found */
export async function requireAccount(ctx: Pick<Context, 'read'>, name: string): Promise<StoredAccount> {
  const account = await findAccount(ctx, name);
  if (!account) throw wrong['account-not-found'](`There is no account "${name}".`);
  return account;
}

/** An account as administrators, and its owner, see it. */
export function viewAccount(account: StoredAccount): Account {
  const { name, displayName, uid, label, administrator: admin, primaryGroup, createdAt, seenAt, source } = account;
  return {
    name,
    displayName,
    uid,
    label,
    admin,
    groups: [...account.groups],
    primaryGroup,
    source,
    state: stateOf(account),
    createdAt,
    seenAt,
  };
}

function stateOf({ suspended, passwordHash, source }: StoredAccount): Account['state'] {
  if (suspended) return 'suspended';
  return passwordHash === undefined && source === 'local' ? 'invited' : 'active';
}
