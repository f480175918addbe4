/** Takes the pictures of the documentation: every page, light and dark, wide and on a phone (`npm run pictures`). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, signInOnPage } from '../test/platform/browser.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../test/platform/client.ts';
import { untilPythonIsReady } from '../test/platform/python.ts';
import { startPlatform } from '../test/platform/start-platform.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'pictures');
const forms = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'phone-light', colorScheme: 'light', viewport: { width: 390, height: 844 } },
  { name: 'phone-dark', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const;

/** What each picture shows: an address, and what is done there first. */
const pages: readonly { name: string; path: string; prepare?: (page: Page) => Promise<void> }[] = [
  { name: 'home', path: '/' },
  { name: 'notebooks', path: '/notebooks' },
  { name: 'notebook', path: '/notebook/Welcome.ipynb', prepare: runEverything },
  { name: 'files', path: '/files' },
  { name: 'cluster', path: '/cluster', prepare: openWhy },
  { name: 'tasks', path: '/cluster/tasks' },
  { name: 'agents', path: '/cluster/agents?show=local' },
  { name: 'roles', path: '/cluster/roles' },
  { name: 'account', path: '/account' },
  { name: 'guide', path: '/guide/analysts' },
  { name: 'accounts', path: '/admin/accounts' },
  { name: 'workspaces', path: '/admin/workspaces' },
  { name: 'audit', path: '/admin/audit' },
  { name: 'system', path: '/admin/system' },
  { name: 'terminal', path: '/terminal' },
];

async function runEverything(page: Page): Promise<void> {
  const run = page.getByRole('button', { name: 'Run all' });
  if (await run.isVisible().catch(() => false)) await run.click();
  await page.waitForTimeout(8_000);
}

async function openWhy(page: Page): Promise<void> {
  await page.locator('main button[aria-expanded]').first().click();
}

/** Something to see on the cluster: more than fits. */
async function fillCluster(owner: Client): Promise<void> {
  const run = (name: string, cpus: number, more: object = {}) => {
    const resources = { cpus, memory: 256 * 2 ** 20 };
    return owner.post('/api/tasks', { name, command: ['sleep', '600'], resources, ...more });
  };
  await run('Gate simulation', 0.5, { role: 'growth' });
  await run('Fare elasticity sweep', 0.5);
  await run('Crew roster', 0.3, { class: 'interactive' });
  await run('Seat load forecast', 2);
  await run('Nightly weather load', 1, { role: 'growth', milliseconds: 60_000 });
}

mkdirSync(folder, { recursive: true });
const platform = await startPlatform();
const browser = await openBrowser();
try {
  const admin = await signInAdmin(platform);
  await untilPythonIsReady(admin);
  for (const name of ['chen', 'dana']) await newPerson(admin, name, { groups: ['growth'] });
  const alice = await newPerson(admin, 'alice', { groups: ['growth'], admin: true, displayName: 'Alice Moreau' });
  await startWorkspace(alice, 'alice');
  await fillCluster(alice);
  await picturesOf(browser);
} finally {
  await browser.close();
  await platform.stop();
}

async function picturesOf(browser: Browser): Promise<void> {
  for (const { name, colorScheme, viewport } of forms) {
    const context = await browser.newContext({ colorScheme, viewport, deviceScaleFactor: 1 });
    const page = await context.newPage();
    await page.goto(platform.url);
    await page.waitForTimeout(1_000);
    await page.screenshot({ path: join(folder, `sign-in-${name}.png`) });
    await signInOnPage(page, platform.url, 'alice', 'password-of-alice');
    await page.waitForTimeout(1_500);
    for (const each of pages) {
      await page.goto(platform.url + each.path);
      await page.waitForTimeout(2_000);
      await each.prepare?.(page);
      await page.screenshot({ path: join(folder, `${each.name}-${name}.png`) });
    }
    await context.close();
  }
}
