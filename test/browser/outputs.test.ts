import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { freshPage } from '../platform/fresh-page.ts';
import { codeCell, putNotebook } from '../platform/notebook.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** Every kind of output that Python makes, run and looked at in a page. */

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const spec = `{'mark': 'bar', 'data': {'values': [{'a': 'x', 'b': 2}, {'a': 'y', 'b': 3}]},
 'encoding': {'x': {'field': 'a', 'type': 'nominal'}, 'y': {'field': 'b', 'type': 'quantitative'}}}`;
const sources = {
  bar: String.raw`print('\x1b[31mred\x1b[0m plain')
for n in range(101): print(f'\rdone {n} %', end='')`,
  html: `from IPython.display import display, HTML, SVG, Image, JSON
display(HTML('<p id=said>waiting</p><script>document.getElementById("said").textContent = "origin " + origin</script>'))`,
  svg: `display(SVG('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="9"/></svg>'))`,
  png: `import base64; display(Image(base64.b64decode('${dot}')))`,
  json: `display(JSON({'outer': {'inner': [1, 2, 3]}}, expanded=True))`,
  chart: `display({'application/vnd.vegalite.v5+json': ${spec}}, raw=True)`,
  error: `def deeper():\n    raise ValueError('no such colour')\ndeeper()`,
  ask: `import getpass; name = input('Name? '); secret = getpass.getpass('Secret? '); print(name, len(secret))`,
  aside: `import sys; print('a remark', file=sys.stderr); print('a result')`,
  stops: `import time\nfor n in range(600): time.sleep(0.1)`,
  help: 'a_long_name = 5',
  flood: `line = 'x' * 999\nfor n in range(50_000): print(line)`,
  dies: 'import os; os._exit(3)',
};

let platform: Platform;
let browser: Browser;
let page: Page;
let alice: Client;
let python = false;
const faults: string[] = [];

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform();
  alice = await newPerson(await signInAdmin(platform), 'alice');
  python = await untilPythonIsReady(alice);
  if (!python) return;
  await startWorkspace(alice, 'alice');
  const cells = Object.entries(sources).map(([id, source]) => codeCell(id, source, 'python3'));
  await putNotebook(alice, 'alice', 'outputs.ipynb', cells);
  browser = await openBrowser();
  page = await freshPage(browser, faults);
  await signInOnPage(page, platform.url, 'alice', 'password-of-alice');
  await page.getByRole('link', { name: 'Home' }).first().waitFor();
  await page.goto(`${platform.url}/notebook/outputs.ipynb`);
  await page.locator('[data-cell=bar]').waitFor({ timeout: 60_000 });
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

async function run(id: keyof typeof sources): Promise<Locator> {
  const cell = page.locator(`[data-cell=${id}]`);
  await cell.focus();
  await page.keyboard.press('Control+Enter');
  return cell;
}

test.skipIf(noBrowser)('colours, progress, frames, pictures, trees, charts, tracebacks and questions', async (ctx) => {
  if (!python) return ctx.skip();
  const bar = await run('bar');
  await bar.getByText('done 100 %').waitFor({ timeout: 60_000 });
  expect(await bar.getByText('done 99 %').count()).toBe(0);
  const red = "[...document.querySelectorAll('[data-cell=bar] pre span')].find((one) => one.textContent === 'red')";
  expect(await page.evaluate(`getComputedStyle(${red}).color !== getComputedStyle(${red}.parentElement).color`)).toBe(
    true,
  );

  const html = await run('html');
  await html.locator('iframe').waitFor();
  await html.frameLocator('iframe').getByText('origin null').waitFor();
  const from = new URL((await html.locator('iframe').getAttribute('src')) ?? '', platform.url);
  expect(from.origin).not.toBe(platform.url);
  await (await run('svg')).frameLocator('iframe').locator('circle').waitFor();

  const picture = (await run('png')).locator('img');
  await picture.waitFor();
  expect(await page.evaluate("document.querySelector('[data-cell=png] img').naturalWidth")).toBe(1);
  await (await run('json')).getByText('inner:').waitFor();
  await (await run('chart')).locator('canvas, svg.marks').first().waitFor({ timeout: 30_000 });
  const error = await run('error');
  await error.getByText('no such colour').first().waitFor();
  await error.getByText('deeper').first().waitFor();

  const ask = await run('ask');
  await ask.getByLabel('Name?').fill('Ada');
  await page.keyboard.press('Enter');
  const secret = ask.getByLabel('Secret?');
  expect(await secret.getAttribute('type')).toBe('password');
  await secret.fill('hidden');
  await page.keyboard.press('Enter');
  await ask.getByText('Ada 6').waitFor();
  expect(await ask.innerText()).not.toContain('hidden');
});

test.skipIf(noBrowser)(
  'what goes to stderr stands apart without alarm, and a stopped cell is no failure',
  async (ctx) => {
    if (!python) return ctx.skip();
    const aside = await run('aside');
    await aside.locator('pre').getByText('a result', { exact: true }).waitFor();
    const texts = (await aside.locator('pre').allInnerTexts()).map((text) => text.trim());
    const ground = (text: string) =>
      page.evaluate(
        `getComputedStyle(document.querySelectorAll('[data-cell=aside] pre')[${texts.indexOf(text)}]).backgroundColor`,
      );
    expect(texts).toEqual(expect.arrayContaining(['a remark', 'a result']));
    expect(await ground('a remark')).not.toBe(await ground('a result'));
    expect(await aside.getByRole('alert').count()).toBe(0);
    expect(await aside.getByText('Failed').count()).toBe(0);

    const stops = await run('stops');
    await page.waitForTimeout(700);
    await page.keyboard.press('i');
    await page.keyboard.press('i');
    await stops
      .getByText(/Stopped after/)
      .first()
      .waitFor({ timeout: 15_000 });
    expect(await stops.getByText('Failed').count()).toBe(0);
    expect(await stops.getByRole('alert').count()).toBe(0);
    expect(await stops.getByText('KeyboardInterrupt').count()).toBe(0);
    await stops.getByRole('button', { name: /^Show trace/ }).click();
    await stops.getByText('KeyboardInterrupt').first().waitFor();
  },
);

test.skipIf(noBrowser)('Tab completes and Shift Tab explains', async (ctx) => {
  if (!python) return ctx.skip();
  const cell = await run('help');
  await page.keyboard.press('Enter');
  await cell.locator('.cm-content').waitFor();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\na_long');
  await page.keyboard.press('Tab');
  await cell.locator('.cm-content').getByText('a_long_name').nth(1).or(page.getByRole('option')).first().waitFor();
  await page.keyboard.press('Enter');
  const completed = async () => (await cell.locator('.cm-content').innerText()).split('a_long_name').length;
  await expect.poll(completed).toBe(3);
  await page.keyboard.type('\nsorted(');
  await page.keyboard.press('Shift+Tab');
  await page.getByText('Return a new list').waitFor({ timeout: 15_000 });
  await page.keyboard.press('Escape');
});

test.skipIf(noBrowser)('50 MB that a loop prints are cut with words, and the page goes on', async (ctx) => {
  if (!python) return ctx.skip();
  await page.evaluate(`window.longest = 0; (() => {
    let last = performance.now();
    const look = (now) => { window.longest = Math.max(window.longest, now - last); last = now; requestAnimationFrame(look); };
    requestAnimationFrame(look);
  })()`);
  const began = performance.now();
  const cell = await run('flood');
  await cell
    .getByText(/left out here/)
    .first()
    .waitFor({ timeout: 20_000 });
  const longest = await page.evaluate<number>('window.longest');
  console.log(`cut after ${Math.round(performance.now() - began)} ms, longest frame ${Math.round(longest)} ms`);
  expect(longest).toBeLessThan(3_000);
  expect((await cell.innerText()).length).toBeLessThan(1_000_000);
});

test.skipIf(noBrowser)('a kernel that dies says so, and the next run starts another', async (ctx) => {
  if (!python) return ctx.skip();
  await run('dies');
  await page.getByText('are lost. Running a cell starts a new kernel.').waitFor({ timeout: 30_000 });
  await (await run('bar')).getByText('done 100 %').waitFor({ timeout: 60_000 });
  await page.getByText('are lost. Running a cell starts a new kernel.').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
});

test.skipIf(noBrowser)('an output that breaks its own form is said in its place, and the page goes on', async (ctx) => {
  if (!python) return ctx.skip();
  const data = { 'application/vnd.stoa.result+json': { version: 1, id: 'x', columns: [null] }, 'text/plain': 'x' };
  const outputs = [
    { output_type: 'display_data', data, metadata: {} },
    { output_type: 'stream', name: 'stdout', text: 'what came after it\n' },
  ];
  await putNotebook(alice, 'alice', 'broken.ipynb', [{ ...codeCell('bad', '1'), outputs }, codeCell('good', '2')]);
  const other = await page.context().newPage();
  await other.goto(`${platform.url}/notebook/broken.ipynb`);
  await other.getByText('This output cannot be shown').waitFor({ timeout: 30_000 });
  await other.getByText('what came after it').waitFor();
  await other.locator('[data-cell=good]').focus();
  await other.keyboard.press('Enter');
  await other.locator('[data-cell=good] .cm-content').waitFor();
  await other.keyboard.press('Control+Home');
  await other.keyboard.type('40 + ');
  await other.locator('[data-cell=good] .cm-line').getByText('40 + 2').waitFor();
  await other.close();
});
