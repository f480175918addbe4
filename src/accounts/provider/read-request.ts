import type { Context } from '../../platform/index.ts';
import type { SiteRequest } from './contract.ts';
import type { ProviderParts } from './parts.ts';
import { requireWaiting } from './waiting-request.ts';

/** Which site asks, and what is left to be asked of the person. */
export async function readRequest(ctx: Context, parts: ProviderParts, id: string): Promise<SiteRequest> {
  const { client, scopes, mustAllow, mustSignInAgain, interaction } = await requireWaiting(ctx, parts, id);
  const back = String(interaction.params.redirect_uri ?? '');
  const host = URL.canParse(back) ? new URL(back).host : '';
  return { client: { id: client.id, name: client.name, host }, scopes, mustAllow, mustSignInAgain };
}
