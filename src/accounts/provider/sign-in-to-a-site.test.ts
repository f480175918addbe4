import { expect, test } from 'vitest';
import { password } from '../testing/people.ts';
import { Browser } from './testing/browser.ts';
import { answer, beginSignIn, callback, openid, signInToSite, siteOf, startWithSite } from './testing/site.ts';

test('a site learns by the code flow who somebody is: the same name, uid and groups as everywhere', async () => {
  const world = await startWithSite();
  await using platform = world.platform;
  await world.admin.ask('POST', '/api/groups', { name: 'lab' }, { origin: world.origin });
  await world.admin.ask('PUT', '/api/groups/lab/members/alice', undefined, { origin: world.origin });
  const { config, tokens } = await signInToSite(world);

  const uid = (await platform.room.account('alice'))?.uid;
  const expected = { sub: 'alice', preferred_username: 'alice', name: 'Alice A.', uid, gid: uid, groups: ['lab'] };
  expect(tokens.claims()).toMatchObject({ iss: world.origin, aud: 'charts', ...expected });
  expect(await openid.fetchUserInfo(config, tokens.access_token, 'alice')).toEqual(expected);
  expect(tokens.claims()).not.toHaveProperty('administrator');

  const { body } = await world.admin.get('/api/audit?operation=GET%20/oidc/auth');
  expect(body.items).toMatchObject([{ account: 'alice', target: 'charts', result: 'ok' }]);
});

test('who is signed in to a site once is let in again without a page', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const first = await signInToSite(world);
  const again = await signInToSite(world, {}, first.browser);
  expect(again.page.href).toMatch(callback);
});

test('a site that wants no page shown hears whether somebody is signed in', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const config = await siteOf(world);
  const silent = await beginSignIn(config, { prompt: 'none' });
  const nobody = await new Browser(world.origin).follow(silent.url.href);
  expect(nobody.searchParams.get('error')).toBe('login_required');
  const { browser } = await signInToSite(world);
  const { tokens } = await signInToSite(world, { prompt: 'none' }, browser);
  expect(tokens.claims()?.sub).toBe('alice');
});

test('a site that is not trusted is told nothing until the person has said yes, once', async () => {
  const world = await startWithSite({ trusted: false });
  await using _ = world.platform;
  const config = await siteOf(world);
  const browser = new Browser(world.origin);
  await browser.signIn('alice', password);
  const { url, finish } = await beginSignIn(config);
  const page = await browser.follow(url.href);
  expect(await browser.read(`/api/openid/requests/${page.pathname.split('/').at(-1)}`)).toEqual({
    client: { id: 'charts', name: 'Charts', host: '127.0.0.1:9' },
    ...{ scopes: ['openid', 'profile', 'groups'], mustAllow: true, mustSignInAgain: false },
  });
  const refused = await answer(browser, page, false);
  await expect(finish(refused)).rejects.toMatchObject({ error: 'access_denied' });

  const { tokens } = await signInToSite(world, {}, browser);
  expect(tokens.claims()?.sub).toBe('alice');
  const again = await signInToSite(world, {}, browser);
  expect(again.page.href).toMatch(callback);
  const more = await beginSignIn(config, { scope: 'openid administrator' });
  expect((await browser.follow(more.url.href)).pathname).toMatch(/^\/authorize\//);

  const sites = await browser.read('/api/openid/sites');
  expect(sites.items).toMatchObject([{ client: 'charts', scopes: ['openid', 'profile', 'groups'], signedIn: true }]);
  expect((await browser.ask('DELETE', '/api/openid/sites/charts', {})).status).toBe(200);
  await expect(openid.fetchUserInfo(config, tokens.access_token, 'alice')).rejects.toThrow();
  const anew = await beginSignIn(config);
  expect((await browser.follow(anew.url.href)).pathname).toMatch(/^\/authorize\//);
});

test('a public client proves itself with PKCE alone, and nobody is let in without it', async () => {
  const world = await startWithSite({ kind: 'public' });
  await using _ = world.platform;
  expect(world.secret).toBeNull();
  const { tokens } = await signInToSite(world);
  expect(tokens.claims()?.sub).toBe('alice');

  const browser = new Browser(world.origin);
  const { url } = await beginSignIn(await siteOf(world));
  url.searchParams.delete('code_challenge');
  url.searchParams.delete('code_challenge_method');
  const back = await browser.follow(url.href);
  expect(back.searchParams.get('error')).toBe('invalid_request');
});

test('nobody is led to an address that was not registered, however alike', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const config = await siteOf(world);
  for (const other of [
    ...['http://127.0.0.1:9/callback/', 'http://127.0.0.1:9/callback?x=1', 'http://127.0.0.1:9/Callback'],
    ...['http://127.0.0.1:9/callback#x', 'http://127.0.0.1:9@evil.example/callback', '//127.0.0.1:9/callback'],
    ...['http://127.0.0.1:90/callback', 'http://127.0.0.1:9/callback/../evil', 'javascript:alert(1)'],
  ]) {
    const { url } = await beginSignIn(config, { redirect_uri: other });
    const got = await new Browser(world.origin).ask('GET', url.href);
    expect([other, got.status, got.headers.get('location')]).toEqual([other, 400, null]);
    expect(await got.text()).toContain('invalid_redirect_uri');
  }
});

test('a request is answered only in the browser that brought it, and by a person', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const { url } = await beginSignIn(await siteOf(world));
  const attacker = new Browser(world.origin);
  const page = await attacker.follow(url.href);
  const victim = new Browser(world.origin);
  await victim.signIn('alice', password);
  await expect(answer(victim, page)).rejects.toThrow('site-request-not-found');
  await victim.follow((await beginSignIn(await siteOf(world))).url.href);
  await expect(answer(victim, page)).rejects.toThrow('site-request-not-found');
  const elsewhere = await victim.ask(
    'POST',
    `/api${page.pathname}`,
    { allow: true },
    { origin: 'http://evil.example' },
  );
  expect(elsewhere.status).not.toBe(200);
});

test('a code is good once: shown again, all that came of it ends', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const config = await siteOf(world);
  const browser = new Browser(world.origin);
  await browser.signIn('alice', password);
  const { url, finish } = await beginSignIn(config);
  const back = await answer(browser, await browser.follow(url.href));
  const tokens = await finish(back);
  await expect(finish(back)).rejects.toMatchObject({ error: 'invalid_grant' });
  await expect(openid.fetchUserInfo(config, tokens.access_token, 'alice')).rejects.toThrow();
});

test('a wrong secret, a secret that was renewed and a client that was deleted get nothing', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const wrong = { ...world, secret: 'not the secret' };
  await expect(signInToSite(wrong)).rejects.toMatchObject({ status: 401 });
  const renewed = await world.admin.ask('POST', '/api/openid/clients/charts/secret', {}, { origin: world.origin });
  await expect(signInToSite(world)).rejects.toMatchObject({ status: 401 });
  const { config, tokens } = await signInToSite({ ...world, secret: renewed.body.secret });
  await world.admin.ask('DELETE', '/api/openid/clients/charts', undefined, { origin: world.origin });
  await expect(openid.fetchUserInfo(config, tokens.access_token, 'alice')).rejects.toThrow();
  await expect(openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();
});

test('a site that was deleted and registered again has to ask again', async () => {
  const world = await startWithSite({ trusted: false });
  await using _ = world.platform;
  const { browser } = await signInToSite(world);
  await world.admin.ask('DELETE', '/api/openid/clients/charts', undefined, { origin: world.origin });
  const site = { id: 'charts', kind: 'public', name: 'Charts', redirectUris: [callback] };
  await world.admin.ask('POST', '/api/openid/clients', site, { origin: world.origin });
  const { url } = await beginSignIn(await siteOf({ ...world, secret: null }));
  expect((await browser.follow(url.href)).pathname).toMatch(/^\/authorize\//);
  expect((await browser.read('/api/openid/sites')).items).toEqual([]);
});

test('of many who show the same code at once one is served', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const config = await siteOf(world);
  const browser = new Browser(world.origin);
  await browser.signIn('alice', password);
  const { url, finish } = await beginSignIn(config);
  const back = await answer(browser, await browser.follow(url.href));
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => finish(back)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('of many who show the same refresh token at once one is served', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const { config, tokens } = await signInToSite(world);
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, () => openid.refreshTokenGrant(config, tokens.refresh_token ?? '')),
  );
  expect(tries.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(2);
});
