import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** What Home says of a workspace that lacks something, or that stopped or failed. */

let platform: Platform;
let browser: Browser;
let admin: Client;

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

async function home(name: string, locale = 'en'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale });
  const page = await context.newPage();
  if (locale === 'en') await signInOnPage(page, platform.url, name, `password-of-${name}`);
  else {
    await page.goto(platform.url);
    await page.getByLabel('账户').fill(name);
    await page.getByLabel('密码', { exact: true }).fill(`password-of-${name}`);
    await page.keyboard.press('Enter');
  }
  return page;
}

test.skipIf(noBrowser)(
  'who joined a group is offered a restart that says what is lost, and then sees the folder',
  async () => {
    await admin.post('/api/groups', { name: 'growth' });
    const alice = await newPerson(admin, 'alice');
    await startWorkspace(alice, 'alice');
    const page = await home('alice');
    await page.getByText('Your workspace is ready').waitFor();
    await admin.send('PUT', '/api/groups/growth/members/alice', {});
    await page.getByText('You joined the group growth.').waitFor();
    await page.getByRole('button', { name: 'Restart workspace' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('variables in memory are lost').waitFor();
    await dialog.getByRole('button', { name: 'Restart workspace' }).click();
    await page.getByText('You joined the group growth.').waitFor({ state: 'detached', timeout: 30_000 });
    await page.getByText('Your workspace is ready').waitFor({ timeout: 30_000 });
    expect((await alice.get('/user/alice/files/list?path=groups')).body.entries).toMatchObject([{ name: 'growth' }]);
    await page.context().close();
  },
);

test.skipIf(noBrowser)(
  'who stopped a workspace and why a launch failed is said in the language of the page',
  async () => {
    const bob = await newPerson(admin, 'bob');
    await startWorkspace(bob, 'bob');
    await admin.post('/api/workspaces/bob/stop');
    const stopped = await home('bob', 'zh-CN');
    await stopped.getByText('admin 停止了它。').waitFor();
    await stopped.context().close();

    // A file lies where the home should be.
    const carol = await newPerson(admin, 'carol');
    mkdirSync(join(platform.data, 'homes'), { recursive: true });
    writeFileSync(join(platform.data, 'homes/carol'), '');
    const { body } = await carol.post('/api/workspaces/carol/start?wait=true');
    expect(body).toMatchObject({ state: 'failed', failure: { phase: 'sandbox', reason: 'start-failed' } });
    expect(body.failure.detail).not.toBe('');
    const failed = await home('carol');
    await failed.getByText('It did not start').waitFor();
    await failed.getByText('show the lines below to your administrator').waitFor();
    await failed.getByText('start-failed').waitFor();
    await failed.context().close();
  },
);
