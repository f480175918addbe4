import type { Context } from '../platform/index.ts';
import { requireAccount } from './account-view.ts';
import { announceAccounts, announceGroup } from './announce.ts';
import type { Group } from './contract.ts';
import { requireMembersHere } from './directory/kept.ts';
import { requireGroup } from './get-group.ts';
import type { Parts } from './parts.ts';
import { deleteMember } from './store/groups.ts';

/** Takes an account out of a group; asked again, it waits again until that has taken effect. */
export async function removeMember(ctx: Context, parts: Parts, group: string, name: string): Promise<Group> {
  await requireGroup(ctx, group);
  const account = await requireAccount(ctx, name);
  await requireMembersHere(ctx, [group]);
  const { pending, command } = parts.revocations.prepare({ kind: 'left-group', account: name, group });
  await ctx.commit(account.groups.includes(group) ? deleteMember(group, name) : [], command);
  announceGroup(parts.foundation.events, group);
  announceAccounts(parts.foundation.events, [name]);
  await parts.revocations.takeEffect([name], [pending]);
  return await requireGroup(ctx, group);
}
