import type { Context } from '../../platform/index.ts';
import { requireAddresses, requireClient, viewClient } from './client-view.ts';
import type { Client } from './contract.ts';
import type { ProviderParts } from './parts.ts';
import { updateClient } from './store/clients.ts';

type Change = Partial<Pick<Client, 'name' | 'trusted' | 'redirectUris' | 'signOutUris' | 'backChannelUri'>>;

export async function changeClient(
  ctx: Context,
  { options }: ProviderParts,
  id: string,
  change: Change,
): Promise<Client> {
  requireAddresses(change, options.secure);
  const changed = { ...(await requireClient(ctx, id)), ...change };
  await ctx.commit(updateClient(changed));
  return viewClient(changed);
}
