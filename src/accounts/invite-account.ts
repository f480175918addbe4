import type { Context } from '../platform/index.ts';
import { requireAccount } from './account-view.ts';
import type { Invitation } from './contract.ts';
import { requirePasswordHere } from './directory/kept.ts';
import { newInvitation } from './new-invitation.ts';
import type { Parts } from './parts.ts';
import { wrong } from './problems.ts';

/** Makes a link with which the owner of an account chooses a password. */
export async function inviteAccount(ctx: Context, parts: Parts, name: string): Promise<Invitation> {
  const account = await requireAccount(ctx, name);
  requirePasswordHere(account);
  if (account.suspended) throw wrong['account-suspended']('Resume it first.');
  const { invitation, command } = newInvitation(parts.options, name, ctx.now());
  await ctx.commit(command);
  return invitation;
}
