import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { freshPage } from '../platform/fresh-page.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let browser: Browser;
let hasPython = false;
let alice: Client;
const faults: string[] = [];

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform();
  const admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  hasPython = await untilPythonIsReady(admin);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

test.skipIf(noBrowser)('sign in, one click, run, chart', async () => {
  const page = await freshPage(browser, faults);
  await signInOnPage(page, platform.url, 'alice', 'password-of-alice');
  await page.getByRole('button', { name: 'Launch' }).click();
  await page.getByText('Welcome').first().click();
  await page.getByRole('button', { name: 'Run all' }).click();
  await page.getByText('19 rows, 4 columns').waitFor({ timeout: 60_000 });
  await page.getByText('200,792').first().waitFor();
  await page.getByRole('radio', { name: 'Chart' }).first().click();
  await page.locator('[role=graphics-document]').first().waitFor({ timeout: 30_000 });
  const specs = async () => {
    const { body } = await alice.get('/user/alice/api/contents/Welcome.ipynb');
    return body.content.cells.flatMap(
      ({ metadata }: { metadata: { stoa?: { chart?: object } } }) => metadata.stoa?.chart ?? [],
    );
  };
  await expect.poll(specs, { timeout: 15_000 }).toMatchObject([{ $schema: expect.stringContaining('vega-lite') }]);
  expect(faults).toEqual([]);
  await page.context().close();
});

test.skipIf(noBrowser)(
  'a run of 30 s goes on when the page is closed; a fresh browser shows the whole output',
  async (context) => {
    if (!hasPython) context.skip('python3 is missing');
    const source = 'import time\nfor i in range(30):\n    print("line", i, flush=True)\n    time.sleep(1)\n';
    await putNotebook('long.ipynb', source);
    const first = await freshPage(browser, faults);
    await signInOnPage(first, platform.url, 'alice', 'password-of-alice');
    await first.getByRole('link', { name: 'Home' }).first().waitFor();
    await first.goto(`${platform.url}/notebook/long.ipynb`);
    await first.getByRole('button', { name: 'Run all' }).click();
    await first.getByText('line 2').waitFor({ timeout: 60_000 });
    await first.context().close();

    await new Promise((resolve) => setTimeout(resolve, 20_000));
    const second = await freshPage(browser, faults);
    await signInOnPage(second, platform.url, 'alice', 'password-of-alice');
    await second.getByRole('link', { name: 'Home' }).first().waitFor();
    await second.goto(`${platform.url}/notebook/long.ipynb`);
    await second.getByText('line 29').waitFor({ timeout: 60_000 });
    const text = await second.locator('body').innerText();
    for (let i = 0; i < 30; i++) expect(text).toMatch(new RegExp(`line ${i}\\b`));
    expect(text.match(/line 7\b/g)).toHaveLength(1);
    expect(faults).toEqual([]);
    await second.context().close();
  },
);

async function putNotebook(path: string, source: string): Promise<void> {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
    cells: [{ id: 'long-cell', cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null }],
  };
  const put = await alice.send('PUT', `/user/alice/api/contents/${path}`, {
    type: 'notebook',
    format: 'json',
    content: notebook,
  });
  if (put.status >= 300) throw new Error(`${put.status} ${JSON.stringify(put.body)}`);
}
