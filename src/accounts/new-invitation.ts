import { type Command, newSecret } from '../platform/index.ts';
import type { Invitation } from './contract.ts';
import type { Settled } from './options.ts';
import { secretHash } from './secret.ts';
import { insertInvitation } from './store/invitations.ts';

/** A link with which the account's owner chooses a password, once; an earlier one ends. */
export function newInvitation(
  { publicUrl, invitationMilliseconds }: Pick<Settled, 'publicUrl' | 'invitationMilliseconds'>,
  account: string,
  now: number,
): { readonly invitation: Invitation; readonly command: Command } {
  const secret = newSecret();
  const expiresAt = now + invitationMilliseconds;
  const link = new URL('/invite', publicUrl);
  link.hash = secret;
  return {
    invitation: { link: link.href, secret, expiresAt },
    command: insertInvitation({ account, secretHash: secretHash(secret), createdAt: now, expiresAt }),
  };
}
