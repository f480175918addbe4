import { expect, test } from 'vitest';
import { password } from '../testing/people.ts';
import { startPlatform } from '../testing/platform.ts';
import { Browser } from './testing/browser.ts';
import { answer, beginSignIn, callback, openid, signInToSite, siteOf, startWithSite } from './testing/site.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

test('what a site was given opens nothing of the platform, and the platform’s tokens nothing of sites', async () => {
  const world = await startWithSite();
  await using platform = world.platform;
  const { config, browser, tokens } = await signInToSite(world);
  for (const token of [tokens.access_token, tokens.refresh_token, tokens.id_token]) {
    const program = platform.client();
    program.token = token;
    expect((await program.get('/api/session')).status).toBe(401);
    const taken = await program.post('/api/openid/device-tokens', { accessToken: token?.slice(0, 200), name: 'x' });
    expect(taken.status).toBe(404);
  }
  const made = await browser.ask('POST', '/api/tokens', { name: 'mine' });
  const { token } = JSON.parse(await made.text());
  await expect(openid.fetchUserInfo(config, token, 'alice')).rejects.toThrow();
});

test('a token of a person answers no site for them', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const browser = new Browser(world.origin);
  await browser.signIn('alice', password);
  const { token } = JSON.parse(await (await browser.ask('POST', '/api/tokens', { name: 'mine' })).text());
  const page = await browser.follow((await beginSignIn(await siteOf(world))).url.href);
  const path = `/api/openid/requests/${page.pathname.split('/').at(-1)}`;
  const got = await browser.ask('POST', path, { allow: true }, { authorization: `Bearer ${token}` });
  expect(got.status).toBe(403);
});

test('a code serves only the site, the address and the verifier that it was made for', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const other = { id: 'other', kind: 'confidential', name: 'Other', trusted: true, redirectUris: [callback] };
  const { secret } = (await world.admin.ask('POST', '/api/openid/clients', other, { origin: world.origin })).body;
  const browser = new Browser(world.origin);
  await browser.signIn('alice', password);
  const config = await siteOf(world);
  const code = async () => {
    const { url } = await beginSignIn(config);
    const page = await browser.follow(url.href);
    const back = page.pathname.startsWith('/authorize/') ? await answer(browser, page) : page;
    return back.searchParams.get('code') ?? '';
  };
  const exchange = (id: string, its: string | null, body: Record<string, string>) =>
    fetch(`${world.origin}/oidc/token`, {
      method: 'POST',
      headers: { ...form, authorization: `Basic ${btoa(`${id}:${its}`)}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', redirect_uri: callback, ...body }),
    });
  const verifier = 'x'.repeat(50);
  for (const got of [
    await exchange('other', secret, { code: await code(), code_verifier: verifier }),
    await exchange('charts', world.secret, { code: await code(), code_verifier: verifier }),
    await exchange('charts', world.secret, { code: await code() }),
    await exchange('charts', world.secret, { code: await code(), redirect_uri: `${callback}/other` }),
  ]) {
    expect(got.status).toBe(400);
    expect(await got.json()).toMatchObject({ error: 'invalid_grant' });
  }
});

test('the plain challenge, other response types, unsigned requests and passwords are not taken', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const config = await siteOf(world);
  for (const more of [
    { code_challenge_method: 'plain' },
    { response_type: 'token' },
    { response_type: 'code id_token' },
    { request: 'eyJhbGciOiJub25lIn0.e30.' },
    { request_uri: 'http://127.0.0.1:1/request' },
  ]) {
    const { url } = await beginSignIn(config, more as Record<string, string>);
    const got = await new Browser(world.origin).ask('GET', url.href);
    const back = new URL(got.headers.get('location') ?? world.origin);
    expect([more, back.pathname.startsWith('/authorize/')]).toEqual([more, false]);
  }
  const body = new URLSearchParams({ grant_type: 'password', username: 'alice', password });
  const headers = { ...form, authorization: `Basic ${btoa(`charts:${world.secret}`)}` };
  const got = await fetch(`${world.origin}/oidc/token`, { method: 'POST', headers, body });
  expect(await got.json()).toMatchObject({ error: 'unsupported_grant_type' });
  const registering = await fetch(`${world.origin}/oidc/reg`, { method: 'POST', body: '{}' });
  expect(registering.status).toBe(404);
});

test('a site sees and revokes what is its own, nothing of another', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const { tokens } = await signInToSite(world);
  const asked = { id: 'other', kind: 'confidential', name: 'Other', trusted: true, redirectUris: [callback] };
  const { secret } = (await world.admin.ask('POST', '/api/openid/clients', asked, { origin: world.origin })).body;
  const other = await siteOf({ ...world, secret }, 'other');
  expect(await openid.tokenIntrospection(other, tokens.access_token)).toEqual({ active: false });
  await openid.tokenRevocation(other, tokens.refresh_token ?? '').catch(() => undefined);
  await openid.refreshTokenGrant(await siteOf(world), tokens.refresh_token ?? '');
});

test('addresses are those that people type, whatever a request calls the platform', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const got = await fetch(`${world.origin}/.well-known/openid-configuration`, {
    headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
  });
  expect(await got.text()).not.toContain('evil.example');
});

test('an address that asks without end is slowed, others are not', async () => {
  const world = await startWithSite({}, { provider: { callsPerMinute: 20 } });
  await using _ = world.platform;
  const ask = (remote: string) => fetch(`${world.origin}/oidc/jwks`, { headers: { 'x-stoa-remote': remote } });
  for (let i = 0; i < 20; i++) expect((await ask('198.51.100.7')).status).toBe(200);
  const refused = await ask('198.51.100.7');
  expect(refused.status).toBe(429);
  expect((await ask('198.51.100.8')).status).toBe(200);
});

test('with https every cookie is Secure, and those of the whole host can be set by no other', async () => {
  const origin = 'https://stoa.example';
  await using platform = await startPlatform({ publicUrl: origin, origins: [origin] });
  const admin = platform.client();
  await admin.signIn('admin', 'correct horse battery');
  const site = { id: 'charts', kind: 'public', name: 'Charts', redirectUris: ['https://charts.example/cb'] };
  expect((await admin.post('/api/openid/clients', site)).status).toBe(201);
  const query = new URLSearchParams({
    ...{ client_id: 'charts', redirect_uri: 'https://charts.example/cb', response_type: 'code', scope: 'openid' },
    ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
  });
  const got = await platform.server.inject({ method: 'GET', url: `/oidc/auth?${query}` });
  expect(got.statusCode).toBe(303);
  const cookies = [got.headers['set-cookie'] ?? []].flat();
  expect(cookies.length).toBeGreaterThan(2);
  for (const cookie of cookies) expect(cookie.toLowerCase()).toMatch(/; secure/);
  expect(cookies.find((cookie) => cookie.startsWith('__Host-stoa_browser='))).toMatch(
    /; Path=\/; HttpOnly; SameSite=Lax/,
  );
  const back = await platform.server.inject({ method: 'GET', url: '/.well-known/openid-configuration' });
  expect(back.json()).toMatchObject({ issuer: origin, token_endpoint: `${origin}/oidc/token` });
});

test('a page that a site’s fault shows holds no markup of the asker', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const got = await fetch(`${world.origin}/oidc/auth?client_id=%3Cscript%3Ealert(1)%3C/script%3E`);
  expect(got.status).toBe(400);
  expect(await got.text()).not.toContain('<script>');
  expect(got.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('a site is registered with addresses that lead somewhere plain, under an id that is free', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const register = (more: object) =>
    world.admin.ask(
      'POST',
      '/api/openid/clients',
      { id: 'fresh', kind: 'confidential', name: 'Fresh', redirectUris: [callback], ...more },
      { origin: world.origin },
    );
  expect((await register({ id: 'charts' })).body.code).toBe('client-id-taken');
  expect((await register({ id: 'stoa-cli' })).body.code).toBe('client-id-taken');
  for (const more of [
    { redirectUris: ['javascript:alert(1)'] },
    { redirectUris: ['https://a.example/#x'] },
    { signOutUris: ['//evil.example'] },
    { backChannelUri: 'file:///etc/passwd' },
  ])
    expect((await register(more)).body.code).toBe('client-address-not-allowed');
  const alice = world.platform.client();
  await alice.ask('POST', '/api/session', { username: 'alice', password }, { origin: world.origin });
  const refused = await alice.ask('POST', '/api/openid/clients', { id: 'hers' }, { origin: world.origin });
  expect(refused.status).toBe(403);
});

test('a page of another site reads nothing; a public site’s own page may', async () => {
  const world = await startWithSite({ kind: 'public' });
  await using _ = world.platform;
  const { tokens } = await signInToSite(world);
  const ask = async (origin: string) => {
    const headers = { origin, authorization: `Bearer ${tokens.access_token}` };
    const got = await fetch(`${world.origin}/oidc/userinfo`, { headers });
    return got.headers.get('access-control-allow-origin');
  };
  expect(await ask(new URL(callback).origin)).toBe(new URL(callback).origin);
  expect(await ask('http://127.0.0.1:9.evil.example')).toBeNull();
  expect(await ask('null')).toBeNull();
});
