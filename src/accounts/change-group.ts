import type { Context } from '../platform/index.ts';
import { announceGroup } from './announce.ts';
import type { Group } from './contract.ts';
import { requireGroup } from './get-group.ts';
import type { Parts } from './parts.ts';
import { describeGroup } from './store/groups.ts';

export async function changeGroup(
  ctx: Context,
  { foundation }: Parts,
  name: string,
  description: string,
): Promise<Group> {
  await requireGroup(ctx, name);
  await ctx.commit(describeGroup(name, description));
  announceGroup(foundation.events, name);
  return await requireGroup(ctx, name);
}
