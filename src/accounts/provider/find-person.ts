import type { Account } from 'oidc-provider';
import type { Foundation } from '../../platform/index.ts';
import { findAccount } from '../store/accounts.ts';

/** Who somebody is, as clients are told: as they are at this moment. Undefined: may not sign in anywhere. */
export async function findPerson({ database }: Foundation, name: string): Promise<Account | undefined> {
  const account = await findAccount(database, name);
  if (!account || account.suspended || account.mustChangePassword) return undefined;
  const { uid, displayName, groups, administrator } = account;
  return {
    accountId: account.name,
    // The library gives of these what the granted scopes hold.
    claims: () => ({
      ...{ sub: account.name, preferred_username: account.name, name: displayName, uid, gid: uid },
      ...{ groups: [...groups], administrator },
    }),
  };
}
