import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seedHome } from './seed.ts';
import { welcomeNotebook } from './welcome-notebook.ts';

const flights = fileURLToPath(new URL('../../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url));

let root: string;
let home: string;
let places: { home: string; groups: string; release: string };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stoa-seed-test-'));
  home = join(root, 'home');
  mkdirSync(home);
  mkdirSync(join(root, 'release/samples'), { recursive: true });
  execFileSync('cp', [flights, join(root, 'release/samples/flights-3m.parquet')]);
  places = { home, groups: '/groups', release: join(root, 'release') };
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a new home holds the notebook, the data and the way to the groups, private', async () => {
  await seedHome(places);
  expect(readdirSync(home).sort()).toEqual(['.stoa', 'Welcome.ipynb', 'groups', 'samples']);
  expect(readlinkSync(join(home, 'groups'))).toBe('/groups');
  expect(statSync(join(home, 'samples/flights.parquet')).size).toBe(statSync(flights).size);
  for (const name of ['Welcome.ipynb', 'samples/flights.parquet'])
    expect(lstatSync(join(home, name)).mode & 0o077).toBe(0);
  expect(lstatSync(join(home, '.stoa')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(home, '.stoa/uploads'))).toEqual([]);
});

test('two servers that start at once make one of each', async () => {
  await Promise.all([seedHome(places), seedHome(places), seedHome(places)]);
  expect(readdirSync(join(home, 'samples'))).toEqual(['flights.parquet']);
  expect(JSON.parse(readFileSync(join(home, 'Welcome.ipynb'), 'utf8')).nbformat).toBe(4);
});

test('what the person deleted does not come back, and what is theirs is not replaced', async () => {
  writeFileSync(join(home, 'Welcome.ipynb'), 'mine');
  await seedHome(places);
  expect(readFileSync(join(home, 'Welcome.ipynb'), 'utf8')).toBe('mine');
  rmSync(join(home, 'Welcome.ipynb'));
  rmSync(join(home, 'samples'), { recursive: true });
  await seedHome({ ...places, groups: '/elsewhere' });
  expect(existsSync(join(home, 'Welcome.ipynb'))).toBe(false);
  expect(existsSync(join(home, 'samples'))).toBe(false);
  expect(readlinkSync(join(home, 'groups'))).toBe('/elsewhere');
});

test("the notebook's query runs over the data and shows delay growing through the day", async () => {
  await seedHome(places);
  const cell = welcomeNotebook.cells.find(({ id }) => id === 'by-hour');
  const query = String(cell?.source).replace("'samples/flights.parquet'", `'${join(home, 'samples/flights.parquet')}'`);
  const connection = await (await DuckDBInstance.create()).connect();
  const rows = (await connection.runAndReadAll(query)).getRowsJson();
  expect(rows).toHaveLength(19);
  expect(rows[1]).toEqual(['6', '200792', -2.2, 7.3]);
  expect(rows[15]).toEqual(['20', '151987', 12.5, 26.8]);
  connection.closeSync();
});

test('ids of cells are unique and as nbformat 4.5 wants them', () => {
  const ids = welcomeNotebook.cells.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9-_]{1,64}$/);
});
