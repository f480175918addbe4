import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { Foundation } from '../../platform/index.ts';
import { isCovered, knownScopes } from './rules/scopes.ts';
import { findClient } from './store/clients.ts';
import { consentedScopes } from './store/consents.ts';
import { linkSession } from './store/records.ts';

/**
 * What somebody who is signed in lets the client have: of a trusted client what it asks for, of another what its owner
 * has said yes to. Undefined where they are still to be asked.
 */
export async function existingGrant({ database }: Foundation, ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { session, client, provider, params, result } = ctx.oidc;
  const account = session?.accountId;
  if (!session || !client || account === undefined) return undefined;
  const standsOn = result?.session;
  if (typeof standsOn === 'string') await database.commit([linkSession(session.uid, standsOn, account)]);

  const asked = knownScopes(params?.scope);
  const stored = await findClient(database, client.clientId);
  const allowed = stored?.trusted ? asked : await consentedScopes(database, account, client.clientId);
  if (!isCovered(asked, allowed)) return undefined;

  const id = session.grantIdFor(client.clientId);
  const found = id === undefined ? undefined : await provider.Grant.find(id);
  const grant = found ?? new provider.Grant({ accountId: account, clientId: client.clientId });
  if (isCovered(asked, grant.getOIDCScope().split(' '))) return grant;
  grant.addOIDCScope(asked.join(' '));
  await grant.save();
  return grant;
}
