import type { Context } from '../platform/index.ts';
import { afterKey, page } from './rules/cursor.ts';
import { findInvitations } from './store/invitations.ts';

export async function listInvitations(
  ctx: Context,
  { limit, after }: { readonly limit: number; readonly after?: string },
) {
  const found = await findInvitations(ctx, afterKey(after), limit, ctx.now());
  return page(found, limit, ({ name }) => name);
}
