import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { freshPage } from '../platform/fresh-page.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let browser: Browser;
let page: Page;
const faults: string[] = [];
/** What comes later than this after the page is readable is not asked for by reading. */
const settledMs = 4_000;

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform();
  const alice = await newPerson(await signInAdmin(platform), 'alice');
  await startWorkspace(alice, 'alice');
  browser = await openBrowser();
  page = await freshPage(browser, faults);
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

/** Compressed bytes of all scripts that the page has fetched. */
function scriptBytes(): Promise<number> {
  return page.evaluate<number>(
    "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.js')).reduce((sum, one) => sum + one.encodedBodySize, 0)",
  );
}

test.skipIf(noBrowser)('the first page needs less than 250 kB of script', async () => {
  await signInOnPage(page, platform.url, 'alice', 'password-of-alice');
  await page.getByRole('link', { name: 'Home' }).first().waitFor();
  await page.waitForTimeout(settledMs);
  const bytes = await scriptBytes();
  console.log(`home: ${Math.round(bytes / 1000)} kB`);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(250_000);
});

test.skipIf(noBrowser)('a notebook with code and formulas needs less than 400 kB until somebody writes', async () => {
  await page.goto(`${platform.url}/notebook/Welcome.ipynb`);
  await page.locator('.katex').first().waitFor({ timeout: 60_000 });
  await page.locator('.tok-key').first().waitFor();
  await page.waitForTimeout(settledMs);
  const read = await scriptBytes();
  console.log(`notebook: ${Math.round(read / 1000)} kB`);
  expect(read).toBeLessThan(400_000);
  expect(await page.locator('.cm-editor').count()).toBe(0);
  await page.getByText('samples/flights.parquet').last().hover();
  await page.locator('.cm-editor').first().waitFor({ timeout: 10_000 });
  expect(await scriptBytes()).toBeGreaterThan(read);
  expect(faults).toEqual([]);
});
