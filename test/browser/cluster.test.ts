import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { freshPage } from '../platform/fresh-page.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let browser: Browser;
let page: Page;
let alice: Client;
let bob: Client;
const faults: string[] = [];

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform({ settings: { 'cluster.grace-seconds': '1' } });
  const admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice', { groups: ['growth'], admin: true });
  bob = await newPerson(admin, 'bob', { groups: ['pricing'] });
  browser = await openBrowser();
  page = await freshPage(browser, faults);
  await signInOnPage(page, platform.url, 'alice', 'password-of-alice');
  await page.getByRole('link', { name: 'Cluster' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

async function run(who: Client, name: string, line: string, more: object = {}): Promise<string> {
  const resources = { cpus: 0.1, memory: 64 * 2 ** 20 };
  const { body } = await who.post('/api/tasks', { name, command: ['/bin/sh', '-c', line], resources, ...more });
  return body.id;
}

test.skipIf(noBrowser)('the group that a workspace counts in is chosen beside its launch', async () => {
  await page.goto(platform.url);
  await page.getByLabel('What it takes counts in this group').selectOption('growth');
  await page.getByRole('button', { name: 'Launch' }).click();
  await page.getByText('Your workspace is ready').waitFor();
  const inUse = async () => {
    const { items } = (await alice.get('/api/roles')).body;
    return items
      .filter((role: { used: { cpus: number } }) => role.used.cpus > 0)
      .map((role: { path: string }) => role.path);
  };
  await expect.poll(inUse).toContain('growth/alice');
  await alice.post('/api/workspaces/alice/stop');
});

test.skipIf(noBrowser)('a task is seen from its first line to its end, and ended by a press', async () => {
  await run(alice, 'counting', 'i=0; while true; do echo "line $i"; i=$((i+1)); sleep 0.2; done');
  await page.getByRole('link', { name: 'Cluster' }).click();
  await page.getByRole('link', { name: 'Tasks' }).click();
  await page.getByText('counting').click();
  await page.getByText('line 3').waitFor();
  await page.getByText('line 9').waitFor();
  await page.getByRole('button', { name: 'End' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
  await page.getByText('alice ended it.').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'End' }).count()).toBe(0);
});

test.skipIf(noBrowser)('the files of a task are found on its page, and downloaded', async () => {
  const id = await run(alice, 'writing', 'mkdir results; printf hello > results/hello.txt; sleep 60');
  await page.goto(`${platform.url}/cluster/tasks/${id}`);
  const files = page.getByRole('region', { name: 'Files' });
  await files.getByRole('button', { name: 'results/' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    files.getByRole('link', { name: 'hello.txt' }).click(),
  ]);
  expect(readFileSync(await download.path(), 'utf8')).toBe('hello');
  await alice.post(`/api/tasks/${id}/kill`, { graceSeconds: 0 });
});

test.skipIf(noBrowser)('how healthy a task is stands on its page', async () => {
  const how = { kind: 'command', command: ['true'] };
  const times = { delaySeconds: 0, intervalSeconds: 1 };
  const id = await run(alice, 'checked', 'sleep 60', { health: { how, ...times }, check: { how, ...times } });
  await page.goto(`${platform.url}/cluster/tasks/${id}`);
  const checks = page.getByRole('region', { name: 'Checks' });
  await checks.getByText('Healthy').waitFor();
  await checks.getByText('Exit code 0').waitFor();
  await alice.post(`/api/tasks/${id}/kill`, { graceSeconds: 0 });
});

test.skipIf(noBrowser)('what waits says why, by keyboard, and what is not wanted any more is cancelled', async () => {
  await run(alice, 'needs a rack', 'true', { constraints: [{ attribute: 'rack', values: ['7'] }] });
  await run(bob, 'too large', 'true', { resources: { cpus: 5000, memory: 1e9 }, role: 'pricing' });
  await page.goto(`${platform.url}/cluster`);
  const row = page.getByRole('button', { name: 'needs a rack' });
  await row.focus();
  await page.keyboard.press('Enter');
  await page.getByText('rack must be 7, which rules out 1 agent.').waitFor();
  await page.getByText('It starts when an agent that meets its constraints takes work.').waitFor();
  await page.getByText('No agent is as large as this').first().waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByText('It has not started.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).last().click();
  await expect.poll(() => row.count(), { timeout: 15_000 }).toBe(0);
});

test.skipIf(noBrowser)('a change of a role shows what it would do before it is saved', async () => {
  await alice.send('PATCH', '/api/roles', { path: 'growth', limit: { cpus: 0.05 } });
  const id = await run(alice, 'held back', 'sleep 60', { role: 'growth' });
  await page.goto(`${platform.url}/cluster/roles`);
  await page.getByRole('row', { name: /^growth / }).click();
  const panel = page.getByRole('complementary', { name: 'growth' });
  await panel.getByLabel('Limit, cores').fill('1');
  await panel.getByRole('button', { name: 'Show the effect' }).click();
  await panel.getByText('held back').waitFor();
  expect((await alice.get(`/api/tasks/${id}`)).body.state).toBe('queued');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await alice.get(`/api/tasks/${id}`)).body.state, { timeout: 10_000 }).toBe('running');
});

test.skipIf(noBrowser)('a framework is listed with the reason why it waits, and ended with its tasks', async () => {
  const { token } = (await bob.post('/api/tokens', { name: 'scheduler' })).body;
  const scheduler = await Scheduler.subscribe(platform.url, token, { name: 'nightly' });
  const resources = [{ name: 'cpus', type: 'SCALAR', scalar: { value: 5000 } }];
  await scheduler.call({ type: 'REQUEST', request: { requests: [{ resources }] } });
  await page.goto(`${platform.url}/cluster/frameworks`);
  await page.getByRole('row', { name: /^Workspaces / }).waitFor();
  await page.getByRole('row', { name: /^nightly / }).click();
  const panel = page.getByRole('complementary', { name: 'nightly' });
  await panel.getByText('everyone/bob').first().waitFor();
  await panel.getByText('It starts with a smaller size, or on a larger agent.').waitFor();
  await panel.getByRole('button', { name: 'End it and its tasks' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End it and its tasks' }).click();
  await scheduler.find(({ type }) => type === 'ERROR');
  await expect.poll(() => page.getByRole('row', { name: /^nightly / }).count()).toBe(0);
});

test.skipIf(noBrowser)('an agent is drained and takes work again; nobody else may', async () => {
  expect((await bob.post('/api/agents/local/drain', {})).status).toBe(403);
  await page.goto(`${platform.url}/cluster/agents`);
  await page.getByLabel('Cores each').fill('100000');
  await page.getByText('0 fit now').waitFor();
  await page.getByLabel('Cores each').fill('0.1');
  await page.getByText(/^\d+ fits? now, local: \d+$/).waitFor();
  await page.getByRole('row', { name: /^local / }).click();
  const panel = page.getByRole('complementary', { name: 'local' });
  await panel.getByRole('button', { name: 'Drain' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Drain' }).click();
  await panel.getByText(/draining, \d+ tasks? left/).waitFor();
  await panel.getByRole('button', { name: 'Let it take work again' }).click();
  await panel.getByText('takes work').waitFor();
});

test.skipIf(noBrowser)('others see their own tasks and groups, and no names of what is not theirs', async () => {
  const theirs = await freshPage(browser, faults);
  await signInOnPage(theirs, platform.url, 'bob', 'password-of-bob');
  await theirs.getByRole('link', { name: 'Cluster' }).click();
  await theirs.getByRole('button', { name: 'too large' }).waitFor();
  await expect.poll(() => theirs.getByText('pricing').count()).toBeGreaterThan(0);
  expect(await theirs.locator('main').innerText()).not.toMatch(/growth|held back/);
  await theirs.goto(`${platform.url}/cluster/tasks`);
  await theirs.getByText('too large').waitFor();
  expect(await theirs.locator('main').innerText()).not.toContain('held back');
  await theirs.context().close();
  expect(faults).toEqual([]);
});
