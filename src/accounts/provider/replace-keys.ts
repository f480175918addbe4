import type { Context } from '../../platform/index.ts';
import type { ProviderParts } from './parts.ts';

/** For keys that somebody may have seen. Sessions with clients end, as their cookies were signed with such a key too. */
export async function replaceKeys(ctx: Context, { provider }: ProviderParts): Promise<null> {
  await ctx.commit();
  await provider.replaceKeys();
  return null;
}
