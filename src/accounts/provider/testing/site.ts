import { createServer } from 'node:net';
import * as openid from 'openid-client';
import type { Client as Person } from '../../testing/client.ts';
import { password, signedInAdmin, signedInPerson } from '../../testing/people.ts';
import { startPlatform } from '../../testing/platform.ts';
import type { ProviderOptions } from '../options.ts';
import { Browser } from './browser.ts';

export const callback = 'http://127.0.0.1:9/callback';

/** The room at an address of its own, with an administrator, `alice`, and a site that is registered. */
export async function startWithSite(
  site: Record<string, unknown> = {},
  given: { readonly provider?: Partial<ProviderOptions> } = {},
) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const platform = await startPlatform({ publicUrl: origin, origins: [origin], ...given });
  await platform.server.listen({ host: '127.0.0.1', port });
  const admin = await signedInAdmin(platform);
  const asked = {
    id: 'charts',
    kind: 'confidential',
    name: 'Charts',
    trusted: true,
    redirectUris: [callback],
    ...site,
  };
  const registered = await admin.ask('POST', '/api/openid/clients', asked, { origin });
  if (registered.status !== 201) throw new Error(JSON.stringify(registered.body));
  await signedInPerson(platform, admin, 'alice', { displayName: 'Alice A.' });
  return { platform, origin, admin, secret: registered.body.secret as string | null };
}

export type WithSite = Awaited<ReturnType<typeof startWithSite>>;

/** A site, with the client library of `openid-client`. */
export async function siteOf({ origin, secret }: Pick<WithSite, 'origin' | 'secret'>, id = 'charts') {
  const authentication = secret === null ? openid.None() : openid.ClientSecretBasic(secret);
  return await openid.discovery(new URL(origin), id, undefined, authentication, {
    execute: [openid.allowInsecureRequests],
  });
}

/** What a site does before it sends a browser to the platform. */
export async function beginSignIn(config: openid.Configuration, more: Record<string, string> = {}) {
  const verifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const nonce = openid.randomNonce();
  const url = openid.buildAuthorizationUrl(config, {
    ...{ redirect_uri: callback, scope: 'openid profile groups', state, nonce },
    ...{ code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    ...more,
  });
  const finish = (back: URL) =>
    openid.authorizationCodeGrant(config, back, {
      ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce },
    });
  return { url, finish };
}

/** Answers the page that asks, as the page's button does. */
export async function answer(browser: Browser, page: URL, allow = true): Promise<URL> {
  const id = page.pathname.split('/').at(-1);
  const got = await browser.ask('POST', `/api/openid/requests/${id}`, { allow });
  const text = await got.text();
  if (!got.ok) throw new Error(text);
  return await browser.follow(JSON.parse(text).location);
}

/** Signs alice in to the site, in a browser of hers. */
export async function signInToSite(world: WithSite, more: Record<string, string> = {}, browser?: Browser) {
  const config = await siteOf(world);
  const hers = browser ?? new Browser(world.origin);
  if (!browser) await hers.signIn('alice', password);
  const { url, finish } = await beginSignIn(config, more);
  const page = await hers.follow(url.href);
  const back = page.pathname.startsWith('/authorize/') ? await answer(hers, page) : page;
  return { config, browser: hers, tokens: await finish(back), page };
}

export { openid, type Person };

async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return await promise;
}
