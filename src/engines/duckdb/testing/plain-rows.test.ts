import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainRows } from '../inside/results/parquet/plain-rows.ts';
import { readSidecar } from '../inside/results/sidecar.ts';
import type { Session } from '../inside/session.ts';
import type { ResultRow, RowsWindow } from '../result.ts';
import { EngineUnderTest } from './engine-under-test.ts';

let under: EngineUnderTest;
let session: Session;

beforeAll(async () => {
  under = await EngineUnderTest.start();
  session = under.session();
});
afterAll(() => under.stop());

/** A result's rows as they were shown, as DuckDB reads them, and as they are read without it. */
async function threeReadings(query: string): Promise<{ shown: unknown; byDuckDB: unknown; plain: unknown }> {
  const { results, evalue } = await under.run(session, query);
  const [result] = results;
  if (!result) throw new Error(evalue);
  const folder = join(under.home, '.stoa/results', result.id);
  const sidecar = await readSidecar(folder);
  const types = sidecar.columns.map(({ tree }) => tree);
  const plain: ResultRow[] | undefined = plainRows(
    await readFile(join(folder, 'part-0.parquet')),
    types,
    sidecar.rowCount,
  );
  const window = await under.getJson<RowsWindow>(`/results/${result.id}/rows?offset=0&limit=100`);
  return { shown: result.firstRows, byDuckDB: window.rows, plain };
}

test.each([
  'select 42',
  "select null::integer a, 'x' b, true c, null::varchar d",
  'select 1 where false',
  'select null a',
  'select i, i % 3 = 0 even, i % 7 seventh, i::tinyint t, (i * 300)::smallint s from range(100) r(i)',
  'select (i * 255 / 99)::utinyint a, (i * 655)::usmallint b, (i * 43383508)::uinteger c from range(100) r(i)',
  'select unnest([-9223372036854775808, 9223372036854775807, 0, null, 9007199254740993]) a',
  'select unnest([18446744073709551615, 0, null]::ubigint[]) a, unnest([4294967295, 0, 1]::uinteger[]) b',
  'select sum(i) total, count(*) n, avg(i) mean, min(i) least from range(1000) r(i)',
  'select unnest([0.1, 5e-324, 1.7976931348623157e308, 1e21, 123456789.125, null]::double[]) a',
  'select unnest([0, 1, -1, 123456, -999999]::decimal(9, 3)[]) a, unnest([12, 3, 0, -4, null]::decimal(4, 0)[]) b',
  "select unnest(['-0.01', '99999999999999.9999', '0']::decimal(18, 4)[]) a",
  "select unnest(['1970-01-01', '0001-01-01', '9999-12-31', '2000-02-29', null]::date[]) a",
  "select unnest(['1969-12-31 23:59:59.999999', '0001-01-01', '9999-12-31 23:59:59.5', '2001-01-08 09:05', null]::timestamp[]) a",
  "select case when i % 4 = 0 then null else 'name ' || (i % 5) end a, 'same' b, repeat('long ', i) c from range(90) r(i)",
  "select chr((300 + i)::integer) || '😀' a, i::varchar b from range(50) r(i)",
  'select random() a, hash(i) b, (random() * 1e15)::bigint c, md5(random()::varchar) d from range(100) r(i)',
])('read without DuckDB, the values are those that DuckDB reads: %s', async (query) => {
  const { shown, byDuckDB, plain } = await threeReadings(query);
  expect(plain).toEqual(byDuckDB);
  expect(shown).toEqual(byDuckDB);
});

test.each([
  "select unnest(['nan', '-0', 'inf']::double[]) a",
  "select unnest(['infinity', '0044-03-15 (BC)']::date[]) a",
  "select unnest(['infinity', '10000-01-01']::timestamp[]) a",
  "select repeat('x', 2001) a",
  'select 0.1::float a',
  'select [1, 2] a',
  'select {b: 1} a',
  "select 'a'::blob a",
  'select interval 1 day a',
  "select '12:00'::time a",
  'select 1.5::decimal(38, 2) a',
  "select '1992-01-01 12:00:00+02'::timestamptz a",
])('what is not plain is left to DuckDB: %s', async (query) => {
  const { shown, byDuckDB, plain } = await threeReadings(query);
  expect(plain).toBeUndefined();
  expect(shown).toEqual(byDuckDB);
});

test('a file that is cut short or changed is never misread: it is left to DuckDB, or the same', async () => {
  const query = "select i, 'text ' || (i % 3) t from range(20) r(i)";
  const { results } = await under.run(session, query);
  const folder = join(under.home, '.stoa/results', results[0]?.id ?? '');
  const file = await readFile(join(folder, 'part-0.parquet'));
  const { columns } = await readSidecar(folder);
  const types = columns.map(({ tree }) => tree);
  for (let length = 0; length < file.length; length++)
    expect(plainRows(file.subarray(0, length), types, 20)).toBeUndefined();
  expect(plainRows(file, types, 19)).toBeUndefined();
  expect(plainRows(file, types.slice(1), 20)).toBeUndefined();
});
