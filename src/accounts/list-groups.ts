import type { Context } from '../platform/index.ts';
import { afterKey, page } from './rules/cursor.ts';
import { searchGroups } from './store/groups.ts';

/** All groups for an administrator, the own for everybody else. */
export async function listGroups(ctx: Context, { limit, after }: { readonly limit: number; readonly after?: string }) {
  const { account, administrator } = ctx.caller();
  const member = administrator ? undefined : account;
  return page(await searchGroups(ctx, { after: afterKey(after), limit, member }), limit, ({ name }) => name);
}
