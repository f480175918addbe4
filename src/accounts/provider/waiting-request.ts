import type { Context } from '../../platform/index.ts';
import { browserHash, browserSecret } from './browser-cookie.ts';
import type { ProviderParts } from './parts.ts';
import { refusal } from './problems.ts';
import { isCovered, knownScopes } from './rules/scopes.ts';
import { findClient } from './store/clients.ts';
import { consentedScopes } from './store/consents.ts';
import { findRecord, sessionBeganAt } from './store/records.ts';

/**
 * A request of a site that waits for the person in this browser.
 *
 * @throws Problem site-request-not-found where it is over, or another browser has brought it
 */
export async function requireWaiting(ctx: Context, { provider, options }: ProviderParts, id: string) {
  const browser = browserSecret(ctx.header('cookie'), options.secure);
  const record = await findRecord(ctx, 'Interaction', 'id', id);
  const interaction = await provider.now.Interaction.find(id);
  const clientId = interaction?.params.client_id;
  const client = typeof clientId === 'string' ? await findClient(ctx, clientId) : undefined;
  if (!record || !interaction || !client || browser === undefined || record.browser !== browserHash(browser))
    throw refusal['site-request-not-found']('Go back to the site and sign in there again.');

  const { account, credentialId } = ctx.caller();
  const scopes = knownScopes(interaction.params.scope);
  const wantsConsent = interaction.prompt.name === 'consent' || promptsOf(interaction.params).includes('consent');
  const allowed = client.trusted ? scopes : await consentedScopes(ctx, account, client.id);
  const signedInAt = (await sessionBeganAt(ctx, credentialId)) ?? 0;
  return {
    interaction,
    client,
    scopes,
    signedInAt,
    mustAllow: !isCovered(scopes, allowed) || (wantsConsent && !client.trusted),
    mustSignInAgain: isTooOld(interaction, signedInAt, ctx.now()),
  };
}

interface Waiting {
  readonly iat: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly prompt: { readonly name: string; readonly reasons: readonly string[] };
  readonly lastSubmission?: unknown;
}

/** Whether the site wants a newer sign-in than this, or has said that this is not the account it means. */
function isTooOld({ iat, params, prompt, lastSubmission }: Waiting, signedInAt: number, now: number): boolean {
  if (prompt.name !== 'login') return false;
  const beganAt = iat * 1000;
  if (lastSubmission !== undefined || promptsOf(params).includes('login')) return signedInAt < beganAt;
  const longest = Number(params.max_age);
  return params.max_age !== undefined && now - signedInAt > longest * 1000 && signedInAt < beganAt;
}

function promptsOf({ prompt }: Readonly<Record<string, unknown>>): readonly string[] {
  return typeof prompt === 'string' ? prompt.split(' ') : [];
}
