import type { Context } from '../platform/index.ts';
import { announceAccounts, announceGroup } from './announce.ts';
import { requireMembersHere } from './directory/kept.ts';
import { requireGroup } from './get-group.ts';
import type { Parts } from './parts.ts';
import { deleteMember, deleteGroup as deletion, memberNames } from './store/groups.ts';

/** Deletes a group; its folder stays for an administrator to deal with, its members lose it now. */
export async function deleteGroup(ctx: Context, parts: Parts, name: string): Promise<null> {
  await requireGroup(ctx, name);
  await requireMembersHere(ctx, [name]);
  const members = await memberNames(ctx, name);
  const lost = members.map((account) => parts.revocations.prepare({ kind: 'left-group', account, group: name }));
  await ctx.commit(
    members.map((account) => deleteMember(name, account)),
    deletion(name, ctx.now()),
    lost.map(({ command }) => command),
  );
  announceGroup(parts.foundation.events, name);
  announceAccounts(parts.foundation.events, members);
  const pending = lost.map((revocation) => revocation.pending);
  await parts.revocations.takeEffect(members, pending);
  return null;
}
