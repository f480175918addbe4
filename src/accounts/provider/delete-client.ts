import type { Context } from '../../platform/index.ts';
import { requireClient } from './client-view.ts';
import { deleteClient as deleting } from './store/clients.ts';

/** Nobody signs in to it any more, and whatever it holds ends at once. */
export async function deleteClient(ctx: Context, id: string): Promise<null> {
  await requireClient(ctx, id);
  await ctx.commit(deleting(id));
  return null;
}
