import { type Configuration, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Command, Foundation } from '../../platform/index.ts';
import type { Settled } from '../options.ts';
import { recordAdapter } from './adapter.ts';
import { browserHash, requireBrowserCookie } from './browser-cookie.ts';
import { commandLineMetadata } from './client-metadata.ts';
import { existingGrant } from './existing-grant.ts';
import { findPerson } from './find-person.ts';
import type { ProviderOptions } from './options.ts';
import { askWhetherToSignOut, saySignedOut, showError } from './pages.ts';
import { claimsOfScope, clientScopes } from './rules/scopes.ts';
import { bindToBrowser } from './store/records.ts';

/** A request that waits for a person's answer, or for the code of a device, waits so long. */
const waitSeconds = 15 * 60;
const codeSeconds = 60;

export interface Keys {
  /** Private JWKs; the first signs. */
  readonly signing: readonly Record<string, unknown>[];
  readonly cookies: readonly string[];
}

/** Everything that the library is told: what there is, how long it lives, and where the platform decides. */
export function configuration(
  foundation: Foundation,
  { secure, lifetimes }: Settled,
  { accessMilliseconds, refreshMilliseconds }: ProviderOptions,
  keys: Keys,
): Configuration {
  const accessSeconds = Math.ceil(accessMilliseconds / 1000);
  const refreshSeconds = Math.ceil(refreshMilliseconds / 1000);
  const sessionSeconds = Math.ceil(lifetimes.longestMilliseconds / 1000);
  const commit = (commands: readonly Command[]) => foundation.database.commit(commands);
  return {
    adapter: (model) => recordAdapter(foundation, model),
    jwks: { keys: keys.signing as never },
    cookies: {
      keys: [...keys.cookies],
      names: {
        session: `${secure ? '__Host-' : ''}stoa_openid`,
        interaction: 'stoa_openid_request',
        resume: 'stoa_openid_resume',
      },
      long: { httpOnly: true, sameSite: 'lax', secure, signed: true },
      short: { httpOnly: true, sameSite: 'lax', secure, signed: true },
    },
    routes: {
      authorization: '/oidc/auth',
      token: '/oidc/token',
      userinfo: '/oidc/userinfo',
      jwks: '/oidc/jwks',
      introspection: '/oidc/introspection',
      revocation: '/oidc/revocation',
      end_session: '/oidc/sign-out',
      device_authorization: '/oidc/device',
      // A page of the platform, which asks its own API.
      code_verification: '/device',
    },
    clients: [commandLineMetadata],
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256'], userinfoSigningAlgValues: ['RS256'] },
    responseTypes: ['code'],
    scopes: clientScopes,
    claims: Object.fromEntries(Object.entries(claimsOfScope).filter(([, claims]) => claims.length > 0)),
    // Many clients read only the ID token.
    conformIdTokenClaims: false,
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      backchannelLogout: { enabled: true },
      // The client's own tokens only: what was issued to another is none of its business.
      introspection: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      deviceFlow: { enabled: true, charset: 'base-20', mask: '****-****', deviceInfo },
      rpInitiatedLogout: { enabled: true, logoutSource: askWhetherToSignOut, postLogoutSuccessSource: saySignedOut },
    },
    ttl: {
      AccessToken: accessSeconds,
      IdToken: accessSeconds,
      AuthorizationCode: codeSeconds,
      DeviceCode: waitSeconds,
      Interaction: waitSeconds,
      RefreshToken: refreshSeconds,
      Grant: Math.max(sessionSeconds, refreshSeconds),
      Session: sessionSeconds,
    },
    issueRefreshToken: (_, client, code) =>
      client.grantTypeAllowed('refresh_token') &&
      (code.scopes.has('offline_access') || client.clientAuthMethod !== 'none'),
    expiresWithSession: (_, code) => !code.scopes.has('offline_access') && code.kind !== 'DeviceCode',
    // Each is good once; one that is shown again ends all that came from the same sign-in.
    rotateRefreshToken: () => true,
    clientBasedCORS: (_, origin, client) =>
      client.clientAuthMethod === 'none' && (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    findAccount: (_, name) => findPerson(foundation, name),
    loadExistingGrant: (ctx) => existingGrant(foundation, ctx),
    interactions: {
      policy: interactionPolicy.base(),
      async url(ctx, { uid }) {
        const browser = requireBrowserCookie(ctx.req, ctx.res, secure);
        await commit([bindToBrowser('Interaction', uid, browserHash(browser))]);
        return `/authorize/${uid}`;
      },
    },
    renderError: showError,
    // The administrator who registered a client may well have one in the own network.
    fetch(url, options) {
      const { dispatcher: _, ...plain }: RequestInit & { dispatcher?: unknown } = options ?? {};
      return fetch(url, plain);
    },
  };
}

/** Is shown to whoever is asked to confirm the code. */
function deviceInfo(ctx: KoaContextWithOIDC) {
  return { remote: ctx.get('x-stoa-remote').slice(0, 100), client: ctx.get('user-agent').slice(0, 300) };
}
