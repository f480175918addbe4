import type { Context } from '../platform/index.ts';
import { wrong } from './problems.ts';
import { afterKey, page } from './rules/cursor.ts';
import { findGroup, findGroupsOf, findMembers, type StoredGroup } from './store/groups.ts';

/** @throws Problem group-not-found */
export async function requireGroup(ctx: Pick<Context, 'read'>, name: string): Promise<StoredGroup> {
  const group = await findGroup(ctx, name);
  if (!group) throw wrong['group-not-found'](`There is no group "${name}".`);
  return group;
}

/** A group and its members; whoever is neither in it nor an administrator does not learn that it exists. */
export async function getGroup(
  ctx: Context,
  name: string,
  { limit, after }: { readonly limit: number; readonly after?: string },
) {
  const { account, administrator } = ctx.caller();
  const own = administrator || (await findGroupsOf(ctx, account)).some((group) => group.name === name);
  if (!own) throw wrong['group-not-found'](`There is no group "${name}".`);
  const group = await requireGroup(ctx, name);
  const found = await findMembers(ctx, name, afterKey(after), limit);
  return { ...group, ...page(found, limit, (member) => member.name) };
}
