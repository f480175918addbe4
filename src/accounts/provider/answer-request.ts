import type { Context } from '../../platform/index.ts';
import { auditOf } from '../audit-entry.ts';
import { insertAudit } from '../store/audit.ts';
import { answerRequest as operation } from './contract.ts';
import type { ProviderParts } from './parts.ts';
import { refusal } from './problems.ts';
import { saveConsent } from './store/consents.ts';
import { requireWaiting } from './waiting-request.ts';

/** Writes down what the person has answered; the library goes on with it when the browser comes back. */
export async function answerRequest(
  ctx: Context,
  parts: ProviderParts,
  id: string,
  allow: boolean,
): Promise<{ location: string }> {
  const { interaction, client, scopes, signedInAt, mustAllow, mustSignInAgain } = await requireWaiting(ctx, parts, id);
  const { account, credentialId } = ctx.caller();
  if (allow && mustSignInAgain) throw refusal['sign-in-again']('Sign out and in again, and the site will let you in.');

  const consent = { account, client: client.id, scopes, grantedAt: ctx.now() };
  await ctx.commit(
    allow && mustAllow ? [saveConsent(consent)] : [],
    insertAudit(auditOf(ctx, operation, { target: client.id, result: allow ? 'ok' : 'access-denied' })),
  );
  interaction.result = allow
    ? {
        login: { accountId: account, ts: Math.floor(signedInAt / 1000), remember: true },
        consent: {},
        // What the session with the site stands on.
        session: credentialId,
      }
    : { error: 'access_denied', error_description: 'the person did not allow it' };
  // Somebody else may have been signed in here when the site asked.
  const before = await parts.provider.now.Session.findByUid(interaction.session?.uid ?? '');
  if (before?.accountId !== account) delete interaction.session;
  await interaction.persist();
  return { location: interaction.returnTo };
}
