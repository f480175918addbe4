import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ResultValue, RowsWindow } from '../../src/engines/duckdb/result.ts';
import { noBrowser, openBrowser, signInOnPage } from '../platform/browser.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { everyType, everyTypeQuery } from '../platform/every-type.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** SQL results as a person sees them: the table, its order and filter, the chart. */

const millions = 10_000_000;

let platform: Platform;
let browser: Browser;
let alice: Client;
let page: Page;
const faults: string[] = [];

beforeAll(async () => {
  if (noBrowser !== undefined) return;
  platform = await startPlatform();
  alice = await newPerson(await signInAdmin(platform), 'alice');
  await startWorkspace(alice, 'alice');
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: platform.url });
  page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  await signInOnPage(page, platform.url, 'alice', 'password-of-alice');
  await page.getByRole('link', { name: 'Home' }).first().waitFor();
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

/** Opens a notebook with one SQL cell whose result has the name, and runs it. */
async function runSql(name: string, source: string, counted: string): Promise<Locator> {
  const metadata = { stoa: { kernel: 'sql', name } };
  const content = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'sql', display_name: 'SQL', language: 'sql' } },
    cells: [{ id: `cell-${name}`, cell_type: 'code', source, metadata, outputs: [], execution_count: null }],
  };
  const body = { type: 'notebook', format: 'json', content };
  const put = await alice.send('PUT', `/user/alice/api/contents/${name}.ipynb`, body);
  expect(put.status).toBeLessThan(300);
  await page.goto(`${platform.url}/notebook/${name}.ipynb`);
  await page.getByRole('button', { name: 'Run all' }).click();
  await page.getByText(counted).first().waitFor({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Filter rows', disabled: false }).waitFor({ timeout: 90_000 });
  return page.getByRole('grid', { name: `Rows of ${name}` });
}

/** The accessible cell of a row and a column, both counted from 0. */
const cellAt = (grid: Locator, row: number, column: number): Locator =>
  grid.locator(`[role=row][aria-rowindex="${row + 2}"]:not([hidden]) > [role=gridcell][aria-colindex="${column + 2}"]`);

/** Where nothing but the text is there, the text is exact. */
async function exactText(cell: Locator): Promise<string> {
  return (await cell.getAttribute('title')) || ((await cell.textContent()) ?? '');
}

/** The same of every row of a short table, from the first. */
async function exactTexts(column: number): Promise<string[]> {
  const cells = `[role=grid] [role=row]:not([hidden]) > [role=gridcell][aria-colindex="${column + 2}"]`;
  const found = await page.evaluate<[row: number, text: string][]>(
    `[...document.querySelectorAll('${cells}')].map((cell) => [Number(cell.parentElement.ariaRowIndex), cell.title || cell.textContent])`,
  );
  return found.sort(([one], [other]) => one - other).map(([, text]) => text);
}

async function resultId(): Promise<string> {
  const { body } = await alice.get(`/user/alice/api/contents/${new URL(page.url()).pathname.split('/').at(-1)}`);
  return body.content.cells[0].outputs[0].data['application/vnd.stoa.result+json'].id;
}

test.skipIf(noBrowser)('every type is in the table, exact', async () => {
  const grid = await runSql('types', everyTypeQuery, `${everyType.length} columns`);
  await expect.poll(resultId).toBeTruthy();
  const rows: RowsWindow = (await alice.get(`/user/alice/stoa/results/${await resultId()}/rows?limit=100`)).body;
  for (const [column, { name }] of everyType.entries()) {
    const head = grid.locator(`[role=columnheader][aria-colindex="${column + 2}"]`);
    await head.scrollIntoViewIfNeeded();
    expect(await head.textContent()).toContain(name);
    const expected = rows.rows.map((values) => {
      const value: ResultValue = values[column] ?? null;
      return value === null ? 'NULL' : String(value);
    });
    await expect.poll(() => exactTexts(column), { message: name }).toEqual(expected);
  }
  const text = everyType.findIndex(({ name }) => name === 'varchar');
  const longest = rows.rows.findIndex((row) => String(row[text]).startsWith('long'));
  await grid.locator(`[role=columnheader][aria-colindex="${text + 2}"]`).scrollIntoViewIfNeeded();
  await cellAt(grid, longest, text).click();
  await page.keyboard.press('Control+c');
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe('long '.repeat(1_000));
  const huge = everyType.findIndex(({ name }) => name === 'hugeint');
  await grid.locator(`[role=columnheader][aria-colindex="${huge + 2}"]`).scrollIntoViewIfNeeded();
  expect(await cellAt(grid, 0, huge).textContent()).toBe('−170,141,183,460,469,231,731,687,303,715,884,105,728');
  expect(faults).toEqual([]);
});

test.skipIf(noBrowser)(
  'ten million rows are scrolled to their end, sorted, and the page never stands still',
  async () => {
    const grid = await runSql(
      'many',
      `SELECT range AS n, (range * 7919) % ${millions} AS mixed, 'row ' || range AS words FROM range(${millions})`,
      '10,000,000 rows',
    );
    const first = (row: number) => cellAt(grid, row, 0);
    expect(await exactText(first(0))).toBe('0');
    await page.evaluate(watchFrames);

    await grid.focus();
    await page.keyboard.press('Control+End');
    await expect.poll(() => exactText(cellAt(grid, millions - 1, 2)), { timeout: 20_000 }).toBe('row 9999999');
    expect(await exactText(first(millions - 1))).toBe(String(millions - 1));

    await page.evaluate(
      `{ const grid = document.querySelector('[role=grid]'); grid.scrollTop = grid.scrollHeight / 2; }`,
    );
    await expect.poll(() => firstRowInView()).toBeGreaterThan(millions * 0.4);
    const middle = await firstRowInView();
    await expect.poll(() => exactText(cellAt(grid, middle, 2)), { timeout: 20_000 }).toBe(`row ${middle}`);
    expect(middle).toBeLessThan(millions * 0.6);

    await grid.hover();
    for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, 120);
    await expect.poll(() => firstRowInView(), { timeout: 20_000 }).toBe(middle + 60 * 5);
    await expect.poll(() => exactText(cellAt(grid, middle + 301, 2)), { timeout: 20_000 }).toBe(`row ${middle + 301}`);

    await grid.getByRole('columnheader', { name: 'mixed' }).getByRole('button').click();
    await page.keyboard.press('Control+Home');
    await grid.focus();
    await page.keyboard.press('Control+Home');
    await expect.poll(() => exactText(cellAt(grid, 1, 1)), { timeout: 60_000 }).toBe('1');
    await grid.focus();
    await page.keyboard.press('Control+End');
    await expect.poll(() => exactText(cellAt(grid, millions - 1, 1)), { timeout: 60_000 }).toBe(String(millions - 1));
    const { frames, longestMilliseconds } = await page.evaluate<{ frames: number; longestMilliseconds: number }>(
      'seenFrames',
    );
    expect(frames).toBeGreaterThan(30);
    // Rows by the million would hold the page for longer than a busy machine does.
    expect(longestMilliseconds).toBeLessThan(3_000);
    expect(faults).toEqual([]);
  },
  300_000,
);

test.skipIf(noBrowser)('rows are filtered by a column, counted, exported, and shown again', async () => {
  const grid = await runSql(
    'filtered',
    "SELECT range AS n, 'group ' || range % 10 AS name, CASE WHEN range % 2 = 0 THEN range END AS half FROM range(100000)",
    '100,000 rows',
  );
  await addFilter('name', 'contains', 'UP 7');
  await page.getByText('10,000 of 100,000 rows').waitFor();
  expect(await exactText(cellAt(grid, 1, 0))).toBe('17');
  await addFilter('n', '≥', '99000');
  await page.getByText('100 of 100,000 rows').waitFor();
  await page.getByRole('button', { name: 'Download the rows that pass the filter' }).click();
  const saved = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  const lines = (await readAll(await (await saved).createReadStream())).trim().split('\n');
  expect(lines.slice(0, 2)).toEqual(['n,name,half', '99007,group 7,']);
  expect(lines).toHaveLength(101);

  await page.getByRole('button', { name: 'Show all rows' }).click();
  await page.getByText('100,000 rows').waitFor();
  await addFilter('n', '=', "1' OR true --");
  await page.getByText(/is not a value of the column "n", whose type is BIGINT/).waitFor();
  await page.getByRole('button', { name: /Remove the filter/ }).click();
  await addFilter('half', 'is NULL', '');
  await page.getByText('50,000 of 100,000 rows').waitFor();
  await addFilter('name', '=', 'nobody');
  await page.getByText('No row passes the filter.').waitFor();
  expect(faults).toEqual([]);
});

test.skipIf(noBrowser)('two clicks draw a chart of all of three million rows, kept as Vega-Lite', async () => {
  await runSql('delays', "SELECT origin, date, delay FROM 'samples/flights.parquet'", '3,000,000 rows');
  const answered = page.waitForResponse((response) => response.url().includes('/points?'));
  await page.getByRole('radio', { name: 'Chart' }).click();
  const line: { points: [string, number][]; rowCount: number } = await (await answered).json();
  expect(line.rowCount).toBe(3_000_000);
  await page.getByText('Drawn from all 3,000,000 rows').waitFor();
  await page.getByRole('button', { name: /^Values/ }).click();
  const counted = page.waitForResponse((response) => response.url().includes('aggregate=count'));
  await page.getByRole('menuitem', { name: 'Count' }).click();
  const counts: typeof line = await (await counted).json();
  expect(counts.points.reduce((sum, [, count]) => sum + count, 0)).toBe(3_000_000);
  await page.getByRole('button', { name: /^Type of chart/ }).click();
  await page.getByRole('menuitem', { name: 'Bar' }).click();
  await page.locator('[role=graphics-document]').first().waitFor({ timeout: 30_000 });
  await expect
    .poll(async () => (await alice.get('/user/alice/api/contents/delays.ipynb')).body.content.cells[0].metadata.stoa, {
      timeout: 20_000,
    })
    .toMatchObject({ view: 'chart', chart: { $schema: expect.stringContaining('vega-lite'), mark: { type: 'bar' } } });
  expect(faults).toEqual([]);
});

test.skipIf(noBrowser)("a column's head that the reader could not give at first comes without a reload", async () => {
  let refused = 0;
  await page.route('**/columns/0', (route) => (refused++ === 0 ? route.fulfill({ status: 503 }) : route.continue()));
  const grid = await runSql('heads', 'SELECT range AS n FROM range(5000)', '5,000 rows');
  await grid.getByRole('columnheader', { name: 'n' }).getByText('4,999').waitFor({ timeout: 20_000 });
  expect(refused).toBeGreaterThan(1);
  await page.unroute('**/columns/0');
});

async function addFilter(column: string, condition: string, value: string): Promise<void> {
  await page.getByRole('button', { name: 'Filter rows' }).click();
  await page.getByLabel('Column').selectOption({ label: column });
  await page.getByLabel('Condition').selectOption({ label: condition });
  if (value !== '') await page.getByLabel('Value').fill(value);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** The number of the first row that is wholly or partly seen, from 0. */
async function firstRowInView(): Promise<number> {
  const rows = await page.locator('[role=row][aria-rowindex]:not([hidden])').all();
  const indexes = await Promise.all(rows.map((row) => row.getAttribute('aria-rowindex')));
  return Math.min(...indexes.map(Number)) - 2;
}

/** Counts the frames that the page draws from now on, and the longest time without one. */
const watchFrames = `{
  const seen = globalThis.seenFrames = { frames: 0, longestMilliseconds: 0 };
  let before = performance.now();
  const count = (now) => {
    seen.frames++;
    seen.longestMilliseconds = Math.max(seen.longestMilliseconds, now - before);
    before = now;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
}`;
