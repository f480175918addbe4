import { expect, test } from 'vitest';
import { password } from '../testing/people.ts';
import { Browser } from './testing/browser.ts';
import { openid, startWithSite, type WithSite } from './testing/site.ts';

async function startDevice({ origin }: WithSite) {
  const config = await openid.discovery(new URL(origin), 'stoa-cli', undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  });
  return { config, asked: await openid.initiateDeviceAuthorization(config, { scope: 'openid' }) };
}

async function aliceAt({ origin }: WithSite): Promise<Browser> {
  const browser = new Browser(origin);
  await browser.signIn('alice', password);
  return browser;
}

const poll = { interval: 0.05 };

test('a program without a browser becomes who confirms its code, with a token of the platform', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const { config, asked } = await startDevice(world);
  expect(asked.verification_uri).toBe(`${world.origin}/device`);
  const browser = await aliceAt(world);
  const typed = asked.user_code.toLowerCase().replace('-', ' ');
  expect(await browser.read(`/api/openid/devices/${typed}`)).toMatchObject({ code: asked.user_code });
  const waiting = openid.pollDeviceAuthorizationGrant(config, { ...asked, ...poll });
  expect((await browser.ask('POST', `/api/openid/devices/${typed}`, { allow: true })).status).toBe(200);
  const { access_token: accessToken } = await waiting;

  const body = { accessToken, name: 'stoa on a server' };
  const program = world.platform.client();
  const { token } = (await program.post('/api/openid/device-tokens', body)).body;
  program.token = token;
  expect((await program.get('/api/session')).body).toMatchObject({ account: { name: 'alice' }, scopes: ['all'] });
  const tokens = await browser.read('/api/tokens');
  expect(tokens.items).toMatchObject([{ name: 'stoa on a server' }]);
  const again = await world.platform.client().post('/api/openid/device-tokens', body);
  expect(again.status).toBe(404);
});

test('a code is confirmed once, by a person, and refused for good', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const { config, asked } = await startDevice(world);
  const path = `/api/openid/devices/${asked.user_code}`;
  expect((await new Browser(world.origin).ask('GET', path)).status).toBe(401);
  const browser = await aliceAt(world);
  expect((await browser.ask('POST', path, { allow: false })).status).toBe(200);
  expect((await browser.ask('POST', path, { allow: true })).status).toBe(404);
  await expect(openid.pollDeviceAuthorizationGrant(config, { ...asked, ...poll })).rejects.toMatchObject({
    error: 'access_denied',
  });
});

test('codes are not guessed: an account tries a few a minute', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const browser = await aliceAt(world);
  const statuses = new Set<number>();
  for (let i = 0; i < 40; i++) statuses.add((await browser.ask('GET', `/api/openid/devices/BBBB-BB${i}`)).status);
  expect([...statuses]).toEqual([404, 429]);
});

test('a site can have nobody confirm a code for it', async () => {
  const world = await startWithSite();
  await using _ = world.platform;
  const form = new URLSearchParams({ client_id: 'charts', client_secret: world.secret ?? '' });
  const got = await fetch(`${world.origin}/oidc/device`, { method: 'POST', body: form });
  expect(await got.json()).toMatchObject({ error_description: expect.stringContaining('not allowed for this client') });
});
