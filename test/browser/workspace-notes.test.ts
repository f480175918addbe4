import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { type Client, newPerson, signIn, signInAdmin, startWorkspace } from '../platform/client.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** What is said of a workspace that lacks something, that stopped or failed, or that what one does would end. */

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

test.skipIf(noBrowser)('a group is made with an account only on purpose: what is mistyped stops the form', async () => {
  const page = await administration();
  await page.getByRole('button', { name: 'Add an account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Account', { exact: true }).fill('dora');
  const groups = dialog.getByRole('combobox', { name: /^Groups/ });
  await groups.fill('growht');
  await dialog.getByLabel(/^Name as shown/).focus();
  await dialog.getByText('“growht” is not chosen yet.').waitFor();
  const add = dialog.getByRole('button', { name: 'Add', exact: true });
  expect(await add.isDisabled()).toBe(true);
  await groups.fill('grow');
  await page.keyboard.press('Enter');
  await dialog.getByText('is not chosen yet').waitFor({ state: 'detached' });
  await add.click();
  await page.getByText('Send it to its owner').waitFor();
  expect((await admin.get('/api/accounts/dora')).body.groups).toEqual(['growth']);
  const { items } = (await admin.get('/api/groups')).body;
  expect(items.map(({ name }: { name: string }) => name)).toEqual(['growth']);
  await page.context().close();
});

test.skipIf(noBrowser)('who takes somebody with a running workspace out of a group is asked first', async () => {
  const page = await administration();
  await page.getByText('alice', { exact: true }).first().click();
  const panel = page.getByRole('complementary', { name: 'alice' });
  const leave = async () => {
    await panel.getByRole('combobox', { name: 'Groups' }).focus();
    await page.keyboard.press('Backspace');
  };
  const groupsOf = async () => (await admin.get('/api/accounts/alice')).body.groups;
  await leave();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Remove alice from growth?').waitFor();
  await dialog.getByText('what kernels hold in memory is lost').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await groupsOf()).toEqual(['growth']);
  await leave();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect.poll(groupsOf, { timeout: 30_000 }).toEqual([]);
  await page.context().close();
});

test.skipIf(noBrowser)('the trash restores by row, and the audit says what was done as people would', async () => {
  const contents = '/user/alice/api/contents';
  const alice = await signIn(platform, 'alice', 'password-of-alice');
  await startWorkspace(alice, 'alice');
  for (const name of ['kept.txt', 'gone.txt']) {
    await alice.send('PUT', `${contents}/${name}`, { type: 'file', format: 'text', content: name });
    await alice.send('DELETE', `${contents}/${name}`);
  }
  const page = await home('alice');
  await page.getByText('Your workspace is ready').waitFor();
  await page.goto(`${platform.url}/trash`);
  await page.getByRole('button', { name: 'Restore gone.txt' }).click();
  await page.getByText('gone.txt is back').waitFor();
  await page.getByRole('button', { name: 'Restore gone.txt' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Restore kept.txt' }).waitFor();
  expect((await alice.get(`${contents}/gone.txt`)).body.content).toBe('gone.txt');
  await page.context().close();

  const audit = await administration();
  await audit.getByRole('link', { name: 'Audit' }).click();
  await audit.getByText('Starts a workspace').first().waitFor();
  await audit.getByText('Removes a member').or(audit.getByText('Changes an account')).first().waitFor();
  expect(await audit.locator('body').innerText()).not.toMatch(/(GET|POST|PUT|PATCH|DELETE) \/|\/api\//);
  await audit.context().close();
});

async function administration(): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await signInOnPage(page, platform.url, 'admin', platform.adminPassword);
  await page.getByRole('link', { name: 'Home' }).first().waitFor();
  await page.goto(`${platform.url}/admin`);
  return page;
}
