import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ResultOutput, type RowsWindow, resultMime } from '../../src/engines/duckdb/result.ts';
import { type ColumnType, decode } from '../../src/engines/duckdb/rules/column-type.ts';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { everyType, everyTypeQuery, everyTypeRows } from '../platform/every-type.ts';
import { type CellResult, JupyterKernel } from '../platform/jupyter.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** Every type of DuckDB through a stored result: the rows that the page gets, Python, CSV and Parquet. */

const timeZone = 'Asia/Kathmandu';
/** In DuckDB's list, but the first is what an untyped NULL has, and of the second there are no columns. */
const withoutValues = ['NULL', 'TYPE'];

let platform: Platform;
let alice: Client;
let sql: JupyterKernel;
let hasPython: boolean;
let folder: string;
/** A DuckDB of the test's own, which never saw the platform. */
let duckdb: DuckDBConnection;

beforeAll(async () => {
  platform = await startPlatform();
  const admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  hasPython = await untilPythonIsReady(admin);
  await startWorkspace(alice, 'alice');
  sql = await JupyterKernel.ofNotebook(alice, 'alice', 'types.ipynb', 'sql');
  await sql.run(`SET TimeZone = '${timeZone}'`);
  folder = await mkdtemp(join(tmpdir(), 'stoa-types-'));
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run(`SET TimeZone = '${timeZone}'`);
});
afterAll(async () => {
  sql?.close();
  duckdb?.closeSync();
  await platform?.stop();
  await rm(folder, { recursive: true, force: true });
});

const rowsOf = async (query: string): Promise<unknown[][]> => (await duckdb.run(query)).getRowsJson();

/** Of each column of a query: its type, and the text of each value. */
async function factsOf(query: string, columns: number): Promise<Column[]> {
  const names = Array.from({ length: columns }, (_, at) => `c${at}`);
  const source = `(${query}) AS q(${names.join(', ')})`;
  const types = await rowsOf(`SELECT ${names.map((name) => `typeof(${name})`).join(', ')} FROM ${source} LIMIT 1`);
  const texts = await rowsOf(`SELECT ${names.map((name) => `CAST(${name} AS VARCHAR)`).join(', ')} FROM ${source}`);
  return names.map((_, at) => ({ type: types[0]?.[at], texts: texts.map((row) => row[at]) }));
}
interface Column {
  readonly type: unknown;
  readonly texts: readonly unknown[];
}

async function run(code: string, name: string): Promise<ResultOutput> {
  const ran = await sql.run(code, 60_000, { cellId: name, stoa: { name } });
  expect(ran.error).toBe('');
  return resultOf(ran);
}

function resultOf(ran: CellResult): ResultOutput {
  return ran.data.at(-1)?.[resultMime] as ResultOutput;
}

async function fetchFile(result: ResultOutput, format: string): Promise<string> {
  const answer = await fetch(`${platform.url}/user/alice/stoa/results/${result.id}/export?format=${format}`, {
    headers: { cookie: alice.cookie },
  });
  expect(answer.status).toBe(200);
  const file = join(folder, `${result.id}.${format}`);
  await writeFile(file, Buffer.from(await answer.arrayBuffer()));
  return file;
}

const queries: readonly (readonly [name: string, query: string])[] = [
  ['every', everyTypeQuery],
  ['duckdbs_own', 'FROM test_all_types()'],
  [
    'odd',
    `SELECT 1 AS a, 'x' AS a, 2 AS "A", 3 AS " ", row(1::HUGEINT, 'n', INTERVAL 1 DAY) AS pair,
       [row(1::UHUGEINT)] AS pairs, sum(i) AS total, NULL::VARCHAR AS nothing FROM range(10) t(i)`,
  ],
  ['none', 'SELECT 1 AS a, 2::HUGEINT AS a WHERE false'],
];

test('the list of types is as long as that of DuckDB', async () => {
  const known = await rowsOf('SELECT DISTINCT logical_type FROM duckdb_types() ORDER BY 1');
  const tried = everyType.map(({ type }) => type.replace(/\(.*/s, ''));
  const names = new Set([...tried, ...(everyType.some(({ type }) => type.endsWith(']')) ? ['LIST', 'ARRAY'] : [])]);
  expect(known.flat().filter((type) => !names.has(String(type)) && !withoutValues.includes(String(type)))).toEqual([]);
});

test.each(queries)('the rows, CSV and Parquet of %s are what DuckDB itself gives', async (name, query) => {
  const result = await run(query, name);
  const { columns } = result;
  const [schema] = await Promise.all([duckdb.prepare(query)]);
  expect(columns.map((column) => column.name)).toEqual(columns.map((_, at) => schema.columnName(at)));
  const original = await factsOf(query, columns.length);
  const types = original.map(({ type }) => type);
  if (result.rowCount > 0) expect(columns.map(({ type }) => comparableType(type))).toEqual(types.map(comparableType));

  const window: RowsWindow = (await alice.get(`/user/alice/stoa/results/${result.id}/rows?limit=100&whole=1`)).body;
  for (const [at, { texts }] of original.entries())
    expect(
      window.rows.map((row) => comparable(row[at])),
      columns[at]?.name,
    ).toEqual(texts.map(comparable));

  const csv = await fetchFile(result, 'csv');
  const names = columns.map((_, at) => `c${at}`);
  // Not for numbering rows: a CSV without rows has no types, and one with a single column could hold empty lines.
  const read = `SELECT * FROM read_csv('${csv}', header = false, skip = 1, all_varchar = true, nullstr = '', allow_quoted_nulls = false,
    delim = ',', quote = '"', escape = '"', new_line = '\\n', max_line_size = 10000000, columns = {${names.map((one) => `'${one}': 'VARCHAR'`).join(', ')}})`;
  if (result.rowCount > 0)
    for (const [at, column] of (await factsOf(read, columns.length)).entries())
      expect(column.texts, `${columns[at]?.name} in CSV`).toEqual(original[at]?.texts);

  const parquet = await fetchFile(result, 'parquet');
  const [[kept] = []] = await rowsOf(
    `SELECT decode(value) FROM parquet_kv_metadata('${parquet}') WHERE decode(key) = 'stoa.columns'`,
  );
  const trees: { name: string; tree: ColumnType }[] = JSON.parse(String(kept));
  expect(trees.map((column) => column.name)).toEqual(columns.map((column) => column.name));
  const restored = trees.map(({ tree }, at) => `${decode(tree, `c${at}`)} AS c${at}`);
  const back = await factsOf(
    `SELECT ${restored.join(', ')} FROM read_parquet('${parquet}') AS q(${names.join(', ')})`,
    columns.length,
  );
  for (const [at, column] of back.entries())
    expect(column, `${columns[at]?.name} in Parquet`).toEqual({ type: types[at], texts: original[at]?.texts });
});

test('rows come in the order of the query', async () => {
  const query = 'SELECT i FROM range(300000) t(i) ORDER BY hash(i)';
  const result = await run(query, 'ordered');
  const csv = await fetchFile(result, 'csv');
  const [[differences] = []] = await rowsOf(
    `SELECT count(*) FROM (SELECT *, row_number() OVER () n FROM read_csv('${csv}', parallel = false)) a
       JOIN (SELECT *, row_number() OVER () n FROM (${query})) b USING (n) WHERE a.i <> b.i`,
  );
  expect(differences).toBe('0');
});

test('in Python each is a column of a data frame, by the name of the result, with exact values', async (context) => {
  if (!hasPython) context.skip('python3 is missing');
  await run(everyTypeQuery, 'every');
  await run('SELECT 1 AS a, 2 AS a', 'twice');
  const python = await JupyterKernel.ofNotebook(alice, 'alice', 'types.ipynb', 'python3');
  const check = await readFile(join(import.meta.dirname, 'types_in_python.py'), 'utf8');
  const expected = JSON.stringify(everyType.map(({ name, dtype, python }) => [name, dtype, python]));
  const ran = await python.run(`${check}\ncheck(every, twice, ${JSON.stringify(expected)}, ${everyTypeRows})`);
  expect(`${ran.text}${ran.error}`.trim().split('\n')).toEqual(['everything is equal']);
  python.close();
});

/** A number is compared as the text of the double that it is. */
function comparable(value: unknown): unknown {
  if (value === null) return null;
  const text = String(value);
  return /^-?[\d.]+(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}

/** `"name" VARCHAR` and `name VARCHAR` are one type. */
function comparableType(type: unknown): string {
  return String(type).replaceAll('"', '');
}
