import type { Context } from '../../platform/index.ts';
import type { Client } from './contract.ts';
import { refusal } from './problems.ts';
import { whyNotAddress } from './rules/client-address.ts';
import { findClient, type StoredClient } from './store/clients.ts';

/** A client as administrators see it, without what is kept of its secret. */
export function viewClient({ secretHash, ...client }: StoredClient): Client {
  return {
    ...client,
    kind: secretHash === null ? 'public' : 'confidential',
    redirectUris: [...client.redirectUris],
    signOutUris: [...client.signOutUris],
  };
}

/** @throws Problem client-not-found */
export async function requireClient(ctx: Context, id: string): Promise<StoredClient> {
  const client = await findClient(ctx, id);
  if (!client) throw refusal['client-not-found'](`There is no client "${id}".`);
  return client;
}

interface Addresses {
  readonly redirectUris?: readonly string[] | undefined;
  readonly signOutUris?: readonly string[] | undefined;
  readonly backChannelUri?: string | null | undefined;
}

/** @throws Problem client-address-not-allowed */
export function requireAddresses({ redirectUris, signOutUris, backChannelUri }: Addresses, secure: boolean): void {
  const fields = { redirectUris, signOutUris, backChannelUri: backChannelUri ? [backChannelUri] : [] };
  for (const [field, addresses] of Object.entries(fields))
    for (const address of addresses ?? []) {
      const why = whyNotAddress(address, secure);
      if (why !== undefined)
        throw refusal['client-address-not-allowed']({ detail: `${address}: ${why}`, field: `body/${field}` });
    }
}
