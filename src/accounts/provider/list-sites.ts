import type { Context } from '../../platform/index.ts';
import type { Site } from './contract.ts';
import { clientScopes } from './rules/scopes.ts';
import { findClient } from './store/clients.ts';
import { findConsents } from './store/consents.ts';
import { clientsWithGrants } from './store/records.ts';

/** The sites that the account has allowed, and those that it is signed in to because an administrator has. */
export async function listSites(ctx: Context): Promise<{ items: Site[] }> {
  const { account } = ctx.caller();
  const consents = await findConsents(ctx, account);
  const holding = await clientsWithGrants(ctx, account);
  const ids = [...new Set([...consents.map(({ client }) => client), ...holding])].sort();
  const items = await Promise.all(
    ids.map(async (id): Promise<Site | undefined> => {
      const client = await findClient(ctx, id);
      const consent = consents.find((each) => each.client === id);
      return (
        client && {
          ...{ client: id, name: client.name, trusted: client.trusted, signedIn: holding.includes(id) },
          scopes: clientScopes.filter((scope) => client.trusted || consent?.scopes.includes(scope)),
          allowedAt: consent?.grantedAt ?? null,
        }
      );
    }),
  );
  return { items: items.filter((item) => item !== undefined) };
}
