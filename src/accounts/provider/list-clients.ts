import type { Context } from '../../platform/index.ts';
import { afterKey, page } from '../rules/cursor.ts';
import { viewClient } from './client-view.ts';
import type { ProviderParts } from './parts.ts';
import { findClients } from './store/clients.ts';

export async function listClients(
  ctx: Context,
  { options }: ProviderParts,
  { limit, after }: { readonly limit: number; readonly after?: string },
) {
  const { items, next } = page(await findClients(ctx, limit + 1, afterKey(after)), limit, ({ id }) => id);
  return { items: items.map(viewClient), next, issuer: options.publicUrl };
}
