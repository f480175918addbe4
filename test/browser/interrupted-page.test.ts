import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { type Client, newPerson, signIn, signInAdmin, startWorkspace } from '../platform/client.ts';
import { freshPage } from '../platform/fresh-page.ts';
import { putNotebook } from '../platform/notebook-file.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let browser: Browser;
let admin: Client;
let alice: Client;
const faults: string[] = [];

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  await startWorkspace(alice, 'alice');
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

test.skipIf(noBrowser)('a session that an administrator ended asks for the password over the open page', async () => {
  const page = await openNotebook('ended.ipynb');
  const { body } = await admin.post('/api/accounts/alice/reset-password');
  await page.getByText('Your session has ended').waitFor({ timeout: 30_000 });
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(body.oneTimePassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Choose a new password').waitFor();
  expect(faults).toEqual([]);
  await page.context().close();
});

test.skipIf(noBrowser)('a suspended person is told why by the open page, whose terminal waits', async () => {
  const bob = await newPerson(admin, 'bob');
  await startWorkspace(bob, 'bob');
  const page = await freshPage(browser, faults);
  await signInOnPage(page, platform.url, 'bob', 'password-of-bob');
  await page.getByRole('link', { name: 'Home' }).first().waitFor();
  const told = page.waitForResponse((answer) => answer.url().includes('/api/events'));
  await page.goto(`${platform.url}/terminal`);
  await told;
  await page.getByRole('tab', { name: 'Terminal 1' }).waitFor({ timeout: 60_000 });
  let tries = 0;
  page.on('websocket', () => {
    tries++;
  });
  await admin.post('/api/accounts/bob/suspend');
  await page.getByText('Your account was suspended').waitFor({ timeout: 30_000 });
  // The terminal waits for a session, or the page for a workspace, whichever end was told first.
  await page.getByText('You are signed out.').or(page.getByText('Starting your workspace')).waitFor();
  const before = tries;
  await page.waitForTimeout(3_000);
  expect(tries).toBe(before);

  await admin.post('/api/accounts/bob/resume');
  await startWorkspace(await signIn(platform, 'bob', 'password-of-bob'), 'bob');
  await page.getByLabel('Password', { exact: true }).fill('password-of-bob');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('You are signed out.').waitFor({ state: 'detached', timeout: 30_000 });
  expect(faults).toEqual([]);
  await page.context().close();
});

async function openNotebook(path: string): Promise<Page> {
  await putNotebook(alice, 'alice', path, ['SELECT 1 AS one']);
  const page = await freshPage(browser, faults);
  await signInOnPage(page, platform.url, 'alice', 'password-of-alice');
  await page.getByRole('link', { name: 'Home' }).first().waitFor();
  await page.goto(`${platform.url}/notebook/${path}`);
  await page.getByText('SELECT 1 AS one').first().waitFor({ timeout: 60_000 });
  return page;
}
