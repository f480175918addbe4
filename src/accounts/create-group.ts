import type { Context } from '../platform/index.ts';
import { announceGroup } from './announce.ts';
import type { Group } from './contract.ts';
import { requireGroup } from './get-group.ts';
import type { Parts } from './parts.ts';
import { commitNames, requireFreeName } from './require.ts';
import { insertGroup } from './store/groups.ts';

export async function createGroup(
  ctx: Context,
  { foundation }: Parts,
  { name, description = '' }: { readonly name: string; readonly description?: string },
): Promise<Group> {
  await requireFreeName(ctx, name);
  await commitNames(ctx, insertGroup(name, description, ctx.now()));
  announceGroup(foundation.events, name);
  return await requireGroup(ctx, name);
}
