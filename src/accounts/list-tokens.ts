import type { Context } from '../platform/index.ts';
import type { TokenEntry } from './contract.ts';
import { afterKey, page } from './rules/cursor.ts';
import { findTokens } from './store/tokens.ts';
import { viewToken } from './token-view.ts';

/** The own tokens, the oldest first. */
export async function listTokens(
  ctx: Context,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<{ items: TokenEntry[]; next: string | null }> {
  const found = await findTokens(ctx, ctx.caller().account, limit + 1, afterKey(after));
  const { items, next } = page(found, limit, ({ id }) => id);
  return { items: items.map(viewToken), next };
}
