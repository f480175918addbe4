import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);

/** Why browser tests cannot run here; undefined where they can. */
export const noBrowser = executable === undefined ? 'Chromium is missing (Debian: apt install chromium)' : undefined;

const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0;

export async function openBrowser(): Promise<Browser> {
  if (executable === undefined) throw new Error(noBrowser);
  return chromium.launch({
    executablePath: hasPython ? join(import.meta.dirname, 'deaf-chromium.py') : executable,
    env: { ...process.env, STOA_TEST_CHROMIUM: executable },
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
}

/** Signs in on the page, as a person does. */
export async function signInOnPage(page: Page, url: string, account: string, password: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Account').fill(account);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
