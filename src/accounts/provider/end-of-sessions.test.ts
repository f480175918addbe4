import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { password } from '../testing/people.ts';
import { callback, openid, signInToSite, startWithSite, type WithSite } from './testing/site.ts';

/** Where a site is told that sessions have ended. */
async function listenForSignOuts() {
  const told: string[] = [];
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk) => {
      body += chunk;
    });
    req.on('end', () => {
      told.push(new URLSearchParams(body).get('logout_token') ?? '');
      res.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    backChannelUri: `http://127.0.0.1:${port}/signed-out`,
    told,
    [Symbol.dispose]: () => void server.close(),
  };
}

async function startWithListener() {
  const site = await listenForSignOuts();
  const world = await startWithSite({ backChannelUri: site.backChannelUri, signOutUris: [`${callback}/bye`] });
  return { site, world };
}

interface Given {
  readonly config: openid.Configuration;
  readonly tokens: { readonly access_token: string; readonly refresh_token?: string };
}

async function expectNothingWorks({ config, tokens }: Given): Promise<void> {
  await expect(openid.fetchUserInfo(config, tokens.access_token, 'alice')).rejects.toThrow();
  await expect(openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();
  expect(await openid.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false });
}

async function expectTold(world: WithSite, told: readonly string[], sid: unknown): Promise<void> {
  await expect.poll(() => told.length).toBe(1);
  const keys = createRemoteJWKSet(new URL('/oidc/jwks', world.origin));
  const { payload } = await jwtVerify(told[0] ?? '', keys, { issuer: world.origin, audience: 'charts' });
  expect(payload).toMatchObject({ sub: 'alice', sid });
}

test('who signs out of the platform is signed out of sites, which are told', async () => {
  const { site, world } = await startWithListener();
  using _ = site;
  await using __ = world.platform;
  const signedIn = await signInToSite(world);
  expect((await signedIn.browser.ask('DELETE', '/api/session', {})).status).toBe(200);
  await expectNothingWorks(signedIn);
  await expectTold(world, site.told, signedIn.tokens.claims()?.sid);
});

test('what a site was given to keep outlives the session, and ends with a suspension for ever', async () => {
  const { site, world } = await startWithListener();
  using _ = site;
  await using __ = world.platform;
  const signedIn = await signInToSite(world, { scope: 'openid offline_access', prompt: 'consent' });
  const { config, tokens } = signedIn;
  await signedIn.browser.ask('DELETE', '/api/session', {});
  const fresh = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
  expect(await openid.fetchUserInfo(config, fresh.access_token, 'alice')).toEqual({ sub: 'alice' });

  await world.admin.ask('POST', '/api/accounts/alice/suspend', {}, { origin: world.origin });
  await expectNothingWorks({ ...signedIn, tokens: fresh });
  await world.admin.ask('POST', '/api/accounts/alice/resume', {}, { origin: world.origin });
  await expectNothingWorks({ ...signedIn, tokens: fresh });
});

test('a suspension, a deletion and a new one-time password end every session with sites', async () => {
  for (const [method, path] of [
    ['POST', '/api/accounts/alice/suspend'],
    ['POST', '/api/accounts/alice/reset-password'],
    ['DELETE', '/api/accounts/alice'],
  ] as const) {
    const { site, world } = await startWithListener();
    using _ = site;
    await using __ = world.platform;
    const signedIn = await signInToSite(world);
    expect((await world.admin.ask(method, path, {}, { origin: world.origin })).status).toBe(200);
    await expectNothingWorks(signedIn);
    await expectTold(world, site.told, signedIn.tokens.claims()?.sid);
    await expect(signInToSite(world, {}, signedIn.browser)).rejects.toThrow();
  }
});

test('a refresh token is good once: shown again, all that came of the sign-in ends and it is in the audit', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const { config, tokens } = await signInToSite(world);
  const next = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
  expect(next.claims()?.sub).toBe('alice');
  await expect(openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  await expect(openid.fetchUserInfo(config, next.access_token, 'alice')).rejects.toThrow();
  await expect(openid.refreshTokenGrant(config, next.refresh_token ?? '')).rejects.toThrow();
  const { body } = await world.admin.get('/api/audit?operation=POST%20/oidc/token');
  expect(body.items).toMatchObject([{ account: 'alice', target: 'charts', result: 'token-shown-twice' }]);
});

test('a site revokes what it was given', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const { config, tokens } = await signInToSite(world);
  expect(await openid.tokenIntrospection(config, tokens.access_token)).toMatchObject({ active: true, sub: 'alice' });
  await openid.tokenRevocation(config, tokens.refresh_token ?? '');
  await expect(openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();
});

test('a sign-out that a site begins is asked about, ends the session of the platform, and leads back to the site', async () => {
  const { site, world } = await startWithListener();
  using _ = site;
  await using __ = world.platform;
  const signedIn = await signInToSite(world);
  const { browser, config, tokens } = signedIn;
  const url = openid.buildEndSessionUrl(config, {
    ...{ id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: `${callback}/bye`, state: 'mine' },
  });
  const page = await browser.ask('GET', url.href);
  const html = await page.text();
  expect(html).toContain('Sign out of Stoa?');
  expect((await browser.ask('GET', '/api/session')).status).toBe(200);
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const forged = await browser.ask('POST', '/oidc/sign-out/confirm', 'xsrf=wrong&logout=yes', form);
  expect(forged.status).toBe(400);
  const done = await browser.ask('POST', '/oidc/sign-out/confirm', `xsrf=${xsrf}&logout=yes`, form);
  expect(done.headers.get('location')).toBe(`${callback}/bye?state=mine`);
  expect((await browser.ask('GET', '/api/session')).status).toBe(401);
  await expectNothingWorks(signedIn);
  await expectTold(world, site.told, tokens.claims()?.sid);

  const elsewhere = openid.buildEndSessionUrl(config, {
    ...{ id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: 'http://evil.example/' },
  });
  expect((await browser.ask('GET', elsewhere.href)).status).toBe(400);
});

test('who signs in as somebody else is somebody else for sites too', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const { browser } = await signInToSite(world);
  await world.admin.ask('POST', '/api/accounts', { name: 'bob', password }, { origin: world.origin });
  await browser.signIn('bob', password);
  const { tokens } = await signInToSite(world, {}, browser);
  expect(tokens.claims()?.sub).toBe('bob');
});

test('a site that asks for a new sign-in gets one', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const { browser } = await signInToSite(world);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await expect(signInToSite(world, { prompt: 'login' }, browser)).rejects.toThrow('sign-in-again');
});

test('no secret of a site or of what it was given is stored', async () => {
  const world = await startWithSite();
  await using platform = world.platform;
  const { tokens } = await signInToSite(world);
  const stored = await platform.everythingStored();
  for (const secret of [world.secret, tokens.access_token, tokens.refresh_token])
    expect(stored.includes(secret ?? 'none')).toBe(false);
});
