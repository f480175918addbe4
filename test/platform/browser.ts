import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { deafChromium } from './deaf-chromium.ts';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);

/** Why browser tests cannot run here; undefined where they can. */
export const noBrowser = executable === undefined ? 'Chromium is missing (Debian: apt install chromium)' : undefined;

export async function openBrowser(): Promise<Browser> {
  if (executable === undefined) throw new Error(noBrowser);
  const deaf = deafChromium(executable);
  const browser = await chromium.launch({
    executablePath: deaf.program ?? executable,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  browser.once('disconnected', deaf.remove);
  return browser;
}

/** Signs in on the page, as a person does. */
export async function signInOnPage(page: Page, url: string, account: string, password: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Account').fill(account);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
