import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { freshPage } from '../platform/fresh-page.ts';
import { putNotebook } from '../platform/notebook-file.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let browser: Browser;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform();
  const alice = await newPerson(await signInAdmin(platform), 'alice');
  await startWorkspace(alice, 'alice');
  await putNotebook(alice, 'alice', 'keys.ipynb', ['SELECT 41 + 1 AS x', 'SELECT 2', 'SELECT 3']);
  browser = await openBrowser();
  page = await freshPage(browser, faults);
  await signInOnPage(page, platform.url, 'alice', 'password-of-alice');
  await page.getByRole('link', { name: 'Home' }).first().waitFor();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

test.skipIf(noBrowser)("a notebook follows Jupyter's keys", async () => {
  await page.goto(`${platform.url}/notebook/keys.ipynb`);
  await page.locator('[data-cell=cell-2]').waitFor({ timeout: 60_000 });
  await page.locator('[data-cell=cell-0]').focus();
  const order = () =>
    page.evaluate<string[]>("[...document.querySelectorAll('[data-cell]')].map((one) => one.dataset.cell)");
  const active = () => page.locator('[data-look=active], [data-look=editing]').getAttribute('data-cell');

  await page.keyboard.press('j');
  expect(await active()).toBe('cell-1');
  await page.keyboard.press('ArrowDown');
  expect(await active()).toBe('cell-2');
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowUp');
  expect(await active()).toBe('cell-0');

  await page.keyboard.press('b');
  await expect.poll(async () => (await order()).length).toBe(4);
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect.poll(order).toEqual(['cell-0', 'cell-1', 'cell-2']);
  await page.keyboard.press('z');
  await expect.poll(async () => (await order()).length).toBe(4);
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect.poll(order).toEqual(['cell-0', 'cell-1', 'cell-2']);

  await page.locator('[data-cell=cell-1]').focus();
  await page.keyboard.press('m');
  await page.locator('[data-cell=cell-1][data-kind=markdown]').waitFor();
  await page.keyboard.press('y');
  await page.locator('[data-cell=cell-1][data-kind=code]').waitFor();
  await page.keyboard.press('x');
  await expect.poll(order).toEqual(['cell-0', 'cell-2']);
  await page.keyboard.press('v');
  await expect.poll(async () => (await order()).length).toBe(3);

  await page.locator('[data-cell=cell-0]').focus();
  await page.keyboard.press('Enter');
  await page.locator('[data-cell=cell-0][data-look=editing]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-cell=cell-0][data-look=active]').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.locator('[data-cell=cell-0]').getByText('1 row, 1 column').waitFor({ timeout: 60_000 });
  expect(await active()).toBe('cell-0');
  await page.keyboard.press('Shift+Enter');
  await expect.poll(active).not.toBe('cell-0');

  await page.keyboard.press('h');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
});

test.skipIf(noBrowser)(
  'one find bar shows the first match at once, and comes back to the keyboard when asked again',
  async () => {
    await page.goto(`${platform.url}/notebook/keys.ipynb`);
    await page.locator('[data-cell=cell-0]').waitFor({ timeout: 60_000 });
    await page.locator('[data-cell=cell-0]').focus();
    await page.keyboard.press('f');
    const field = page.getByLabel('Find in all cells');
    await field.fill('41');
    await page.getByText('1 of 1').waitFor();
    await field.fill('SELECT 41');
    await page.getByText('1 of 1').waitFor();
    await page.locator('[data-cell=cell-0]').focus();
    await page.keyboard.press('Control+f');
    await expect.poll(() => page.evaluate<string>('getSelection().toString()')).toBe('SELECT 41');
    await page.keyboard.type('SELECT');
    await page.getByText(/^1 of [2-9]$/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^2 of [2-9]$/).waitFor();
    await page.keyboard.press('Control+f');
    expect(await field.count()).toBe(1);
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  },
);

test.skipIf(noBrowser)('Ctrl-K reaches every page and every notebook', async () => {
  await page.goto(platform.url);
  await page.getByRole('link', { name: 'Home' }).first().waitFor();
  for (const [words, address] of [
    ['Trash', '/trash'],
    ['Terminal', '/terminal'],
    ['Account', '/account'],
    ['Guide', '/guide/analysts'],
    ['keys', '/notebook/keys.ipynb'],
  ] as const) {
    // In a terminal Ctrl-K is the shell's.
    const inTerminal = page.url().endsWith('/terminal');
    if (inTerminal) await page.locator('.xterm-helper-textarea:focus').waitFor({ state: 'attached' });
    await page.keyboard.press(inTerminal ? 'Control+Shift+k' : 'Control+k');
    await page.getByPlaceholder('Search or run a command').fill(words);
    await page.getByRole('dialog').getByText(words, { exact: true }).first().click();
    await expect.poll(() => new URL(page.url()).pathname, { timeout: 20_000 }).toBe(address);
    // Its addresses are this platform's and the reader's own.
    if (words === 'Guide') await page.getByText(`${platform.url}/user/alice/`, { exact: true }).waitFor();
  }
  expect(faults).toEqual([]);
});
