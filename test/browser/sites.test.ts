import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser } from '../platform/browser.ts';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { freshPage } from '../platform/fresh-page.ts';
import { plainEnvironment } from '../platform/plain-environment.ts';
import { type RelyingSite, startSite } from '../platform/relying-site.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let browser: Browser;
let admin: Client;
let site: RelyingSite;
const faults: string[] = [];

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform();
  browser = await openBrowser();
  admin = await signInAdmin(platform);
  await newPerson(admin, 'alice', { displayName: 'Alice Moreau' });
  site = await startSite(admin, 'charts');
});
afterAll(async () => {
  site?.stop();
  await browser?.close();
  await platform?.stop();
});

async function typePassword(page: Page): Promise<void> {
  await page.getByLabel('Account').fill('alice');
  await page.getByLabel('Password', { exact: true }).fill('password-of-alice');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test.skipIf(noBrowser)('a site sends somebody here, who signs in, allows it once, and is back there', async () => {
  const page = await freshPage(browser, faults);
  await page.goto(site.url);
  await typePassword(page);
  await page.getByText('Flight charts asks who you are').waitFor();
  await page.getByText('The groups that you are in').waitFor();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByText('Hello alice').waitFor();
  await page.goto(site.url);
  await page.getByText('Hello alice').waitFor();

  await page.goto(`${platform.url}/account`);
  await page.getByText('Sites you sign in to').waitFor();
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await page.getByText('No site knows you through Stoa').waitFor();
  await expect.poll(() => site.signOuts.length).toBe(1);
  // Signed in here still, but led here from elsewhere: the page knows it, and asks again.
  await page.goto(site.url);
  await page.getByText('Flight charts asks who you are').waitFor();
  await page.getByRole('button', { name: 'Do not allow' }).click();
  await page.getByText('Refused: access_denied').waitFor();
  expect(faults).toEqual([]);
});

test.skipIf(noBrowser)('who leaves through a site is asked, and then signed out of both', async () => {
  const page = await freshPage(browser, faults);
  await page.goto(site.url);
  await typePassword(page);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByRole('link', { name: 'Leave' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Bye').waitFor();
  await page.goto(platform.url);
  await page.getByLabel('Password', { exact: true }).waitFor();
  expect(faults).toEqual([]);
});

test.skipIf(noBrowser)('a command line without a browser is signed in by a code that is confirmed here', async () => {
  const config = mkdtempSync(join(tmpdir(), 'stoa-config-'));
  const stoa = spawn(resolve(import.meta.dirname, '../../bin/stoa'), ['sign-in', '--device', platform.url], {
    env: { ...plainEnvironment(), XDG_CONFIG_HOME: config },
  });
  let said = '';
  stoa.stdout.on('data', (part: Buffer) => {
    said += part.toString();
  });
  await expect.poll(() => said, { timeout: 20_000 }).toContain('confirm this code');
  const code = /code: {2}(\S+)/.exec(said)?.[1] ?? '';
  const page = await freshPage(browser, faults);
  await page.goto(`${platform.url}/device`);
  await typePassword(page);
  await page.getByLabel('Code').fill(code.toLowerCase());
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Is this your device?').waitFor();
  await page.getByText(code, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByText('Your device is signed in').waitFor();
  await expect.poll(() => said, { timeout: 20_000 }).toContain('Signed in as alice');
  const { token } = JSON.parse(readFileSync(join(config, 'stoa', 'connection.json'), 'utf8'));
  const got = await fetch(`${platform.url}/api/session`, { headers: { authorization: `Bearer ${token}` } });
  expect(await got.json()).toMatchObject({ account: { name: 'alice' }, via: 'token' });
  rmSync(config, { recursive: true });
  expect(faults).toEqual([]);
});

test.skipIf(noBrowser)('an administrator registers a site and sees its secret once', async () => {
  const page = await freshPage(browser, faults);
  await page.goto(`${platform.url}/admin/sites`);
  await page.getByLabel('Account').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(platform.adminPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Add a site' }).click();
  await page.getByLabel('Client id').fill('grafana');
  await page.getByLabel('Name', { exact: true }).fill('Grafana');
  await page.getByLabel('Leads back to').fill('https://grafana.example.org/login/generic_oauth');
  await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
  expect((await page.getByTestId('secret').textContent())?.length).toBe(43);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Grafana', { exact: true }).click();
  await page.getByRole('button', { name: 'New secret' }).waitFor();
  expect(faults).toEqual([]);
});
