import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failDisk } from '../../src/sandbox/testing/fail-disk.ts';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { freshPage } from '../platform/fresh-page.ts';
import { putNotebook } from '../platform/notebook-file.ts';
import { processesOf, processesWith } from '../platform/processes.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** What is typed while the network, the workspace server or the editor's own code is away. */

let platform: Platform;
let browser: Browser;
let alice: Client;
const faults: string[] = [];

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform();
  alice = await newPerson(await signInAdmin(platform), 'alice');
  await startWorkspace(alice, 'alice');
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

test.skipIf(noBrowser)('what is typed before the editor is there is kept, and is no command', async () => {
  const page = await openNotebook('early.ipynb', ['SELECT 1 AS one', 'SELECT 2 AS two']);
  await typeAtEnd(page, ' -- dd x early');
  await page.keyboard.press('Enter');
  await page.keyboard.type('-- 二 😀');
  await page.locator('[data-cell=cell-0] .cm-content').getByText('early').waitFor();
  await page.keyboard.type(' and later');
  await saved('early.ipynb', ['SELECT 1 AS one -- dd x early\n-- 二 😀 and later', 'SELECT 2 AS two']);
  await page.context().close();
});

test.skipIf(noBrowser)('what is typed while the network is away is kept, said, and saved when it is back', async () => {
  const page = await openNotebook('offline.ipynb', ['SELECT 1 AS one', 'SELECT 2 AS two']);
  await typeAtEnd(page, ' --');
  await page.locator('[data-cell=cell-0] .cm-content').getByText('--').waitFor();
  await page.context().setOffline(true);
  await page.getByText('Working offline.').waitFor({ timeout: 10_000 });
  await page.keyboard.type(' typed offline');
  // Somebody else writes into another cell meanwhile, over Jupyter's contents.
  await putNotebook(alice, 'alice', 'offline.ipynb', ['SELECT 1 AS one --', 'SELECT 22 AS two']);
  await page.context().setOffline(false);
  await page.getByText('Working offline.').waitFor({ state: 'detached', timeout: 30_000 });
  await saved('offline.ipynb', ['SELECT 1 AS one -- typed offline', 'SELECT 22 AS two']);
  expect(await page.locator('[data-cell]').count()).toBe(2);
  await page.context().close();
});

test.skipIf(noBrowser)(
  'a network that goes before the editor came leaves code readable and cells writable',
  async () => {
    const page = await openNotebook('bare.ipynb', ['SELECT 1 AS one']);
    await page.context().setOffline(true);
    await page.getByText('Working offline.').waitFor({ timeout: 10_000 });
    await page.getByText('SELECT 1 AS one').waitFor();
    await typeAtEnd(page, ' -- without an editor');
    await page.locator('[data-cell=cell-0] textarea').waitFor();
    // Splits and steps as the editor does.
    await page.keyboard.press('Control+Shift+-');
    await page.locator('[data-cell]').nth(1).locator('textarea').waitFor();
    await page.keyboard.type('-- below');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.type(' or two');
    await page.context().setOffline(false);
    await page.getByText('Working offline.').waitFor({ state: 'detached', timeout: 30_000 });
    await saved('bare.ipynb', ['SELECT 1 AS one -- without an editor or two', '-- below']);
    await page.locator('[data-cell=cell-0] .cm-content').waitFor({ timeout: 30_000 });
    await page.keyboard.type(', and with one');
    await saved('bare.ipynb', ['SELECT 1 AS one -- without an editor or two, and with one', '-- below']);
    await page.context().close();
  },
);

test.skipIf(noBrowser)(
  'a workspace server that starts again while the network is away takes what was typed',
  async () => {
    const page = await openNotebook('again.ipynb', ['SELECT 1 AS one', 'SELECT 2 AS two']);
    await typeAtEnd(page, ' --');
    await page.locator('[data-cell=cell-0] .cm-content').getByText('--').waitFor();
    await saved('again.ipynb', ['SELECT 1 AS one --', 'SELECT 2 AS two']);
    await page.context().setOffline(true);
    await page.getByText('Working offline.').waitFor({ timeout: 10_000 });
    await page.keyboard.type(' before');
    await killServer();
    await page.keyboard.type(' and after');
    await page.context().setOffline(false);
    await page.getByText('Working offline.').waitFor({ state: 'detached', timeout: 30_000 });
    await saved('again.ipynb', ['SELECT 1 AS one -- before and after', 'SELECT 2 AS two']);
    expect(await page.locator('[data-cell]').count()).toBe(2);
    await page.context().close();
  },
);

test.skipIf(noBrowser)(
  'a workspace server killed while somebody types loses no letter and doubles no cell',
  async () => {
    const page = await openNotebook('killed.ipynb', ['SELECT 1 AS one', 'SELECT 2 AS two']);
    await typeAtEnd(page, ' -- ');
    await page.locator('[data-cell=cell-0] .cm-content').getByText('--').waitFor();
    const numbers = Array.from({ length: 60 }, (_, i) => `n${i}`).join(' ');
    const typing = page.keyboard.type(numbers, { delay: 20 });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const said = page.getByText('Working offline.').waitFor({ timeout: 15_000 });
    await Promise.all([killServer(), said]);
    await typing;
    await page.getByText('Working offline.').waitFor({ state: 'detached', timeout: 30_000 });
    await saved('killed.ipynb', [`SELECT 1 AS one -- ${numbers}`, 'SELECT 2 AS two']);
    expect(await page.locator('[data-cell]').count()).toBe(2);
    await page.context().close();
  },
);

test.skipIf(noBrowser)(
  'an editor that comes while its tab is in the background goes on where the typing stood',
  async () => {
    const one = await openNotebook('behind.ipynb', ['-- a', '-- b']);
    let letCome = () => {};
    const wait = new Promise<void>((resolve) => {
      letCome = resolve;
    });
    await one.context().route(/code-editor/, async (route) => {
      await wait;
      await route.continue();
    });
    await typeAtEnd(one, ' ');
    await one.locator('[data-cell=cell-0] textarea').waitFor();
    const two = await one.context().newPage();
    await two.goto(`${platform.url}/notebook/behind.ipynb`);
    await two.bringToFront();
    letCome();
    await one.locator('[data-cell=cell-0] .cm-content').waitFor();
    await one.keyboard.type('left0 left1');
    await saved('behind.ipynb', ['-- a left0 left1', '-- b']);
    await one.context().close();
  },
);

test.skipIf(noBrowser)('two tabs that type at once end with both texts and every cell once', async () => {
  const one = await openNotebook('tabs.ipynb', ['-- a', '-- b']);
  const two = await one.context().newPage();
  await two.goto(`${platform.url}/notebook/tabs.ipynb`);
  await two.getByText('-- b').first().waitFor({ timeout: 60_000 });
  const words = (word: string) => Array.from({ length: 20 }, (_, i) => `${word}${i}`).join(' ');
  await typeAtEnd(one, ' ', 'cell-0');
  await typeAtEnd(two, ' ', 'cell-1');
  await Promise.all([
    one.keyboard.type(words('left'), { delay: 15 }),
    two.keyboard.type(words('right'), { delay: 15 }),
  ]);
  await saved('tabs.ipynb', [`-- a ${words('left')}`, `-- b ${words('right')}`]);
  // In one cell: each at its own end, when its tab has all of it.
  await one.locator('[data-cell=cell-1]').getByText('right19').waitFor();
  await typeAtEnd(one, '', 'cell-1');
  await two.keyboard.press('Control+Home');
  await Promise.all([
    one.keyboard.type(' AT THE END', { delay: 15 }),
    two.keyboard.type('-- AT THE START ', { delay: 15 }),
  ]);
  await saved('tabs.ipynb', [`-- a ${words('left')}`, `-- AT THE START -- b ${words('right')} AT THE END`]);
  for (const page of [one, two]) expect(await page.locator('[data-cell]').count()).toBe(2);
  await one.context().close();
});

test.skipIf(noBrowser !== undefined || process.getuid?.() !== 0)(
  'while the disk below the home has failed it is said, and a restart from Home saves what was typed',
  async () => {
    const page = await openNotebook('closed.ipynb', ['SELECT 1 AS one']);
    await typeAtEnd(page, ' --');
    await saved('closed.ipynb', ['SELECT 1 AS one --']);
    failDisk(join(platform.data, 'homes/alice'));
    await page.keyboard.type(' typed while closed');
    await page.getByText('Your last changes are not saved: the disk below').waitFor({ timeout: 15_000 });
    const home = await page.context().newPage();
    await home.goto(platform.url);
    await home.getByText('The disk below your home failed').waitFor({ timeout: 15_000 });
    await home.getByRole('button', { name: 'Restart workspace' }).click();
    await home.getByRole('dialog').getByRole('button', { name: 'Restart workspace' }).click();
    await home.getByText('The disk below your home failed').waitFor({ state: 'detached', timeout: 60_000 });
    await saved('closed.ipynb', ['SELECT 1 AS one -- typed while closed']);
    await page.getByText('Your last changes are not saved: the disk below').waitFor({ state: 'detached' });
    expect((await alice.get('/api/workspaces/alice')).body).toMatchObject({ state: 'running', homeClosed: false });
    await page.context().close();
  },
);

test.skipIf(noBrowser)('a workspace stopped elsewhere is said, offered again, and comes back as it was', async () => {
  const page = await openNotebook('stopped.ipynb', ['SELECT 1 AS one', 'SELECT 2 AS two']);
  await typeAtEnd(page, ' -- kept');
  await saved('stopped.ipynb', ['SELECT 1 AS one -- kept', 'SELECT 2 AS two']);
  await alice.post('/api/workspaces/alice/stop');
  await page.getByText('Your workspace is stopped.').waitFor({ timeout: 30_000 });
  await page.keyboard.type(' while stopped');
  await page.getByRole('button', { name: 'Launch workspace' }).click();
  await page.getByText('Your workspace is stopped.').waitFor({ state: 'detached', timeout: 60_000 });
  await saved('stopped.ipynb', ['SELECT 1 AS one -- kept while stopped', 'SELECT 2 AS two']);
  expect(await page.locator('[data-cell]').count()).toBe(2);
  expect(faults).toEqual([]);
  await page.context().close();
});

/** Ends the workspace server alone; its launcher starts it again. */
async function killServer(): Promise<void> {
  const { uid } = (await alice.get('/api/session')).body.account;
  const mine = processesOf(uid);
  const servers = processesWith('inside/workspace.js').filter((pid) => mine.includes(pid));
  expect(servers.length).toBeGreaterThan(0);
  for (const pid of servers) process.kill(pid, 'SIGKILL');
  const back = async () => (await alice.get('/user/alice/api/kernels')).status;
  await expect.poll(back, { timeout: 15_000 }).toBe(200);
}

async function openNotebook(path: string, sources: string[]): Promise<Page> {
  await putNotebook(alice, 'alice', path, sources);
  const page = await freshPage(browser, faults);
  await signInOnPage(page, platform.url, 'alice', 'password-of-alice');
  await page.getByRole('link', { name: 'Home' }).first().waitFor();
  await page.goto(`${platform.url}/notebook/${path}`);
  await page
    .getByText(sources[0] ?? '')
    .first()
    .waitFor({ timeout: 60_000 });
  return page;
}

async function typeAtEnd(page: Page, text: string, cell = 'cell-0'): Promise<void> {
  await page.locator(`[data-cell=${cell}]`).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+End');
  await page.keyboard.type(text);
}

/** Waits until the server holds exactly these cells. */
async function saved(path: string, sources: string[]): Promise<void> {
  const read = async () => {
    const { body } = await alice.get(`/user/alice/api/contents/${path}`);
    return body.content?.cells.map(({ source }: { source: string | string[] }) => [source].flat().join(''));
  };
  await expect.poll(read, { timeout: 30_000 }).toEqual(sources);
}
