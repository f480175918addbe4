import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from '../../src/accounts/provider/testing/browser.ts';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { type RelyingSite, startSite, visitSite } from '../platform/relying-site.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let admin: Client;
let site: RelyingSite;

beforeAll(async () => {
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  await newPerson(admin, 'alice');
  site = await startSite(admin, 'charts', { trusted: true });
});
afterAll(async () => {
  site?.stop();
  await platform?.stop();
});

test('a site knows a person by name, uid and groups, through a death of control too', async () => {
  const browser = new Browser(platform.url);
  await browser.signIn('alice', 'password-of-alice');
  const { uid } = (await browser.read('/api/session')).account;
  const said = await visitSite(site, browser);
  expect(said).toContain('Hello alice');
  expect(said).toContain(`"uid":${uid}`);
  const control = platformProcess(platform.data, 'control');
  if (control === undefined) throw new Error('control does not run');
  process.kill(control, 'SIGKILL');
  expect(await visitSite(site, browser)).toContain('Hello alice');
});

test('a suspension ends what sites were given, and they are told', async () => {
  const browser = new Browser(platform.url);
  await browser.signIn('alice', 'password-of-alice');
  await visitSite(site, browser);
  const before = site.signOuts.length;
  expect((await admin.post('/api/accounts/alice/suspend')).status).toBe(200);
  await expect.poll(() => site.signOuts.length, { timeout: 5_000 }).toBeGreaterThan(before);
  const begun = await fetch(site.url, { redirect: 'manual' });
  expect((await browser.follow(begun.headers.get('location') ?? '')).pathname).toMatch(/^\/authorize\//);
  const trail = (await admin.get('/api/audit?account=alice&operation=GET%20/oidc/auth')).body.items;
  expect(trail[0]).toMatchObject({ account: 'alice', target: 'charts', result: 'ok' });
});
