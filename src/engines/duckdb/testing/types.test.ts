import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../inside/session.ts';
import type { RowsWindow } from '../result.ts';
import type { ColumnType } from '../rules/column-type.ts';
import { decode } from '../rules/column-type.ts';
import { EngineUnderTest } from './engine-under-test.ts';

let under: EngineUnderTest;
let session: Session;
let plain: DuckDBConnection;

beforeAll(async () => {
  under = await EngineUnderTest.start();
  session = under.session();
  plain = await under.engine.database.connectPlain();
});
afterAll(() => under.stop());

/** Queries of one column `x`; together every type of DuckDB with its extremes, nested in each other. */
const queries = [
  "select unnest(['12'::bignum, repeat('9', 200)::bignum, ('-' || repeat('9', 200))::bignum, null]) x",
  "select '-170141183460469231731687303715884105728'::hugeint x union all select 9007199254740993",
  'select 340282366920938463463374607431768211455::uhugeint x',
  'select sum(i) x from range(10) t(i)',
  'select 0.000000000000000001::decimal(18,18) x union all select null',
  "select '99999999999999999999999999999999999999'::decimal(38,0) x",
  "select unnest(['nan'::double, '-0'::double, 'inf'::double, '-inf'::double, 5e-324, 1.7976931348623157e308]) x",
  "select unnest(['nan'::float, '-0'::float, 0.1::float]) x",
  "select unnest(['infinity'::timestamp, '-infinity'::timestamp]) x",
  "select unnest(['infinity'::timestamp_s, '-infinity'::timestamp_s, '1992-01-01 00:00:01'::timestamp_s]) x",
  "select unnest(['infinity'::timestamp_ms, '1992-01-01 00:00:00.999'::timestamp_ms]) x",
  "select unnest(['infinity'::timestamp_ns, '1992-01-01 00:00:00.123456789'::timestamp_ns]) x",
  "select '1992-01-01 12:00:00.5+02'::timestamptz x",
  "select unnest(['infinity'::date, '-infinity'::date, '0044-03-15 (BC)'::date]) x",
  "select '24:00:00'::time x",
  "select '12:00:00.123456789'::time_ns x",
  "select '23:59:59.999999-15:59:59'::timetz x",
  "select unnest([interval '-1' year, interval '3 months -2 days', interval '-0.000001 seconds']) x",
  'select unnest([to_microseconds(9223372036854775807), to_microseconds(-9223372036854775807), to_months(-2147483647)]) x',
  "select unnest([''::blob, '\\x00\\xff'::blob, null]) x",
  "select unnest(['0'::bit, '0101010101010'::bit]) x",
  "select '4ac7a9e9-607c-4c8a-84f3-843f0191e3fd'::uuid x",
  `select '{"a": [1, null]}'::json x`,
  "select 'POINT (1 2)'::geometry x",
  "select 'b''c'::enum('a', 'b''c') x union all select null",
  "select [['a', 'b']]::enum('a', 'b')[][] x",
  'select [[1::hugeint, 2], [3, null]]::hugeint[2][2] x',
  "select unnest([chr(0) || 'a', '', '𝄞', 'NULL', '{a', ' x ', 'a\nb', null]) x",
  `select ['NULL', null, 'a,b', '"', ''] x union all select [] union all select null`,
  'select []::hugeint[] x',
  "select {'a b': 1::hugeint, 'c': {'d\"': [1::uhugeint, null]}} x union all select null",
  "select {'a': 'NULL', 'b': null::varchar, 'c': 1::hugeint} x",
  "select [{'t': '01:02:03+05'::timetz, 'e': 'a'::enum('a')}] x",
  "select unnest([row(1::hugeint, 'a'), row(null, 'b'), null]) x",
  'select row(1, [2], interval 1 day) x',
  "select [row(1::hugeint, 'a')] x",
  "select {'a': row(1::hugeint)} x",
  'select map{1::hugeint: interval 1 month} x union all select null',
  'select map{}::map(hugeint, int) x',
  'select union_value(a := 1::hugeint)::union(a hugeint, b varchar, c int[]) x union all select union_value(b := null)::union(a hugeint, b varchar, c int[]) union all select null union all select union_value(c := [1, null])::union(a hugeint, b varchar, c int[])',
  "select [union_value(a := 1::hugeint)::union(a hugeint, b varchar), null, union_value(b := 'x')] x",
  "select {'u': union_value(a := 1::hugeint)::union(a hugeint, b varchar)} x union all select null",
  "select unnest([1::utinyint::variant, 1::hugeint::variant, '1'::variant, interval '1 month'::variant, null]) x",
  "select {'a': 1::variant, 'b': [1.5::double::variant, 'x'::variant, null]}::variant x",
  'select [1::uhugeint::variant, null, \'{"a": [1]}\'::json::variant] x',
  'select map{1::hugeint: union_value(a := 1::hugeint)::union(a hugeint, b varchar)} x',
];

async function sidecarOf(id: string) {
  const { readSidecar } = await import('../inside/results/sidecar.ts');
  return readSidecar(under.engine.results.folderOf(id));
}

async function allTypes(): Promise<string[]> {
  const columns = await (await plain.run('select column_name from (describe from test_all_types())')).getRowsJson();
  return columns.map(([name]) => `select "${String(name)}" x from test_all_types()`);
}

/** Type and text of each value. */
async function facts(sql: string): Promise<unknown> {
  return (await plain.run(sql)).getRowsJson();
}

test('every type is stored, windowed and exported without loss', async () => {
  await plain.run("SET TimeZone = 'UTC'");
  await under.run(session, "SET TimeZone = 'UTC'");
  const all = [...(await allTypes()), ...queries];
  expect(all.length).toBeGreaterThan(80);
  for (const query of all) {
    const ran = await under.run(session, query);
    expect(ran, query).toMatchObject({ status: 'ok' });
    const [output] = ran.results;
    const id = output?.id ?? '';
    const { columns, parts } = await sidecarOf(id);
    const tree: ColumnType = columns[0]?.tree ?? { id: 'VARCHAR' };
    const part = join(under.engine.results.folderOf(id), parts[0]?.file ?? '');
    const asked = await facts(`select typeof(x), x::varchar, x from (${query})`);
    expect(
      await facts(`select typeof(x), x::varchar, x from (select ${decode(tree, 'c0')} as x from '${part}')`),
      query,
    ).toEqual(asked);

    const texts = (asked as unknown[][]).map(([, text]) => text);
    const window = await under.getJson<RowsWindow>(`/results/${id}/rows?limit=100&whole=1`);
    expect(
      window.rows.map(([value]) => (value === null ? null : comparable(value))),
      query,
    ).toEqual(texts.map((text) => (text === null ? null : comparable(text))));

    const csv = await (await under.get(`/results/${id}/export?format=csv`)).text();
    expect(oneColumn(csv).slice(1), query).toEqual(texts);

    const parquet = join(under.home, 'x.parquet');
    await writeFile(
      parquet,
      Buffer.from(await (await under.get(`/results/${id}/export?format=parquet`)).arrayBuffer()),
    );
    const exported = await facts(
      `select typeof(x), x::varchar, x from (select ${decode(tree, 'x')} as x from '${parquet}')`,
    );
    expect(exported, query).toEqual(asked);
    const [kept] = (await facts(
      `select decode(value) from parquet_kv_metadata('${parquet}') where decode(key) = 'stoa.columns'`,
    )) as string[][];
    expect(JSON.parse(kept?.[0] ?? 'null'), query).toEqual([{ name: columns[0]?.name, tree }]);
  }
}, 120_000);

/** A number is compared as the text of the double that it is. */
function comparable(value: unknown): string {
  const text = String(value);
  return /^-?[\d.]+(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}

test('duplicate names, order and emptiness survive', async () => {
  const ran = await under.run(session, 'select 1 a, 2 a, 3 "b c" where false');
  expect(ran.results[0]?.columns.map(({ name }) => name)).toEqual(['a', 'a', 'b c']);
  expect(ran.results[0]).toMatchObject({ rowCount: 0, firstRows: [], complete: true });
  const ordered = await under.run(session, 'select i from range(300000) t(i) order by i % 7 desc, i');
  const window = await under.getJson<RowsWindow>(`/results/${ordered.results[0]?.id}/rows?offset=299990&limit=20`);
  expect(window.rows.at(-1)).toEqual([299999 - (299999 % 7)]);
});

/** Values of a CSV file with one column (RFC 4180); nothing at all is NULL. */
function oneColumn(csv: string): (string | null)[] {
  const values: (string | null)[] = [];
  for (const found of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^\n]*))\n/g))
    values.push(found[1] !== undefined ? found[1].replaceAll('""', '"') : found[2] || null);
  return values;
}
