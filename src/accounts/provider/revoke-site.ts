import type { Context } from '../../platform/index.ts';
import { requireClient } from './client-view.ts';
import type { ProviderParts } from './parts.ts';
import { deleteConsent } from './store/consents.ts';
import { deleteOfAccount, findLinks } from './store/records.ts';

/** What the site was given ends, it is told so, and it has to ask again. */
export async function revokeSite(ctx: Context, { sites }: ProviderParts, id: string): Promise<null> {
  const { account } = ctx.caller();
  await requireClient(ctx, id);
  const links = await findLinks(ctx, account);
  await ctx.commit(deleteConsent(account, id), deleteOfAccount(account, id));
  sites.tell(links, id);
  return null;
}
