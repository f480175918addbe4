import type { Context } from '../platform/index.ts';
import { requireAccount } from './account-view.ts';
import { announceAccounts, announceGroup } from './announce.ts';
import type { Group } from './contract.ts';
import { requireMembersHere } from './directory/kept.ts';
import { requireGroup } from './get-group.ts';
import type { Parts } from './parts.ts';
import { insertMember } from './store/groups.ts';
import { forgetRevocations } from './store/revocations.ts';

export async function addMember(ctx: Context, { foundation }: Parts, group: string, account: string): Promise<Group> {
  await requireGroup(ctx, group);
  await requireAccount(ctx, account);
  await requireMembersHere(ctx, [group]);
  const kept = forgetRevocations({ kind: 'left-group', account, group });
  await ctx.commit(insertMember(group, account, ctx.now()), kept);
  announceGroup(foundation.events, group);
  announceAccounts(foundation.events, [account]);
  return await requireGroup(ctx, group);
}
