import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { freshPage } from '../platform/fresh-page.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let browser: Browser;
const faults: string[] = [];

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform({ oneTimePassword: true });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

test.skipIf(noBrowser)('the printed password is typed once, and the new home shows its samples at once', async () => {
  const password = platform.output.map((line) => /Password:\s+(\S+)/.exec(line)?.[1]).find(Boolean) ?? '';
  const page = await freshPage(browser, faults);
  const refused: string[] = [];
  page.on('response', (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.url()}`);
  });
  await signInOnPage(page, platform.url, 'admin', password);
  await page.getByText('Choose a new password').waitFor();
  expect(await page.getByLabel('One-time password').count()).toBe(0);
  await page.getByLabel('New password').fill('a phrase of my own');
  await page.getByLabel('The same again').fill('a phrase of my own');
  await page.getByRole('button', { name: 'Set the password and go in' }).click();
  await page.getByRole('button', { name: 'Launch' }).waitFor();
  await page.getByRole('button', { name: 'Open the tour' }).waitFor();
  await page.getByRole('button', { name: 'See 3 million flights' }).waitFor();
  expect(refused).toEqual([]);
  expect(faults).toEqual([]);
});
