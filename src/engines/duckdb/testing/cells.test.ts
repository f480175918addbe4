import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { completeAt } from '../inside/complete.ts';
import { readSidecar } from '../inside/results/sidecar.ts';
import type { ChartPoints, ColumnSummary, RowsWindow, TablePreview } from '../result.ts';
import { EngineUnderTest } from './engine-under-test.ts';

let under: EngineUnderTest;
beforeEach(async () => {
  under = await EngineUnderTest.start();
});
afterEach(() => under.stop());

test('the statements of a cell run in order and each result is shown', async () => {
  const ran = await under.run(
    under.session(),
    'create table t (i int); insert into t values (1), (2) returning i * 2 as x; insert into t values (3); from t',
  );
  expect(ran.results.map(({ rowCount, statement }) => [rowCount, statement])).toEqual([
    [2, undefined],
    [1, 'INSERT'],
    [3, undefined],
  ]);
});

test('statements that COPY refuses are stored too', async () => {
  const session = under.session();
  for (const sql of [
    'explain select 1',
    'show databases',
    'describe select 1',
    'call pragma_version()',
    'pragma version',
  ])
    expect((await under.run(session, sql)).results.at(-1), sql).toMatchObject({ complete: true });
  const pivot = await under.run(session, "pivot (values ('a', 1), ('b', 2)) on col0 using sum(col1)");
  expect(pivot.results[0]?.columns.map(({ name }) => name)).toEqual(['a', 'b']);
});

test('a query runs once', async () => {
  const session = under.session();
  await under.run(session, 'create sequence once');
  const ran = await under.run(session, "select nextval('once') as n");
  expect(ran.results[0]?.firstRows).toEqual([[1]]);
  await under.get(`/results/${ran.results[0]?.id}/export?format=csv`);
  expect((await under.run(session, "select currval('once') as n")).results[0]?.firstRows).toEqual([[1]]);
});

test('a mistake anywhere stops the cell before its first statement runs', async () => {
  const session = under.session();
  const ran = await under.run(session, 'create table t (i int);\n\nselec 1');
  expect(ran).toMatchObject({ status: 'error' });
  expect(ran.traceback).toContain('3 │');
  expect((await under.run(session, 'from t')).status).toBe('error');
});

test('an error that shows only while running is marked in the cell', async () => {
  const ran = await under.run(under.session(), 'select 1;\nselect flor(1.5)\n');
  expect(ran.evalue).toContain('Did you mean "floor"?');
  expect(ran.traceback).toContain('2 │');
});

test('a running query is stopped soon, and the kernel goes on', async () => {
  const session = under.session();
  const { cell, finished, states } = under.begin(session, 'select count(*) from range(100000000) a, range(1000000) b');
  await expect.poll(states, { interval: 10 }).toContain('running');
  const begin = performance.now();
  cell.cancel();
  expect(await finished).toMatchObject({ status: 'error', evalue: 'The query was stopped.' });
  // A quiet machine takes a tenth of that.
  expect(performance.now() - begin).toBeLessThan(5_000);
  expect((await finished).outputs.at(-1)?.state).toBe('cancelled');
  expect((await under.run(session, 'select 1')).status).toBe('ok');
});

test('two kernels query at once; tables are shared, temp tables are not', async () => {
  const [a, b] = [under.session(), under.session()];
  await under.run(a, 'create table shared as select 7 as x; create temp table own as select 1 as x');
  const long = under.begin(a, 'select count(*) from range(100000000) a, range(1000000) b');
  expect((await under.run(b, 'from shared')).results[0]?.firstRows).toEqual([[7]]);
  expect((await under.run(b, 'from own')).status).toBe('error');
  long.cell.cancel();
  await long.finished;
});

test('tables outlive the engine', async () => {
  const session = under.session();
  await under.run(session, 'create table kept as select 42 as x');
  await session.close();
  await under.engine.database.close();
  expect((await under.run(under.session(), 'from kept')).results[0]?.firstRows).toEqual([[42]]);
});

test('with a damaged database file cells run in memory and say so', async () => {
  await mkdir(join(under.home, '.stoa/sql'), { recursive: true });
  await writeFile(join(under.home, '.stoa/sql/main.duckdb'), 'this is no database'.repeat(1_000));
  const ran = await under.run(under.session(), 'create table t as select 1 as x; from t');
  expect(ran.results.at(-1)?.firstRows).toEqual([[1]]);
  expect(JSON.stringify(ran.published[0])).toContain('works in memory');
});

test("a cell's next run removes what its last one stored", async () => {
  const session = under.session();
  const first = await under.run(session, 'select 1', { cellId: 'c' });
  const other = await under.run(session, 'select 2', { cellId: 'd' });
  const second = await under.run(session, 'select 3', { cellId: 'c' });
  await expect
    .poll(async () => (await readdir(under.engine.results.folder)).sort())
    .toEqual(['names', ...[other, second].map(({ results }) => results[0]?.id)].sort());
  const gone = await under.get(`/results/${first.results[0]?.id}`);
  expect([gone.status, ((await gone.json()) as { code: string }).code]).toEqual([404, 'result-not-found']);
});

test('what a running cell has given already stays when results of its earlier runs are removed', async () => {
  const session = under.session();
  await under.run(session, 'select 1', { cellId: 'c' });
  const endless = 'select count(*) from range(100000000) a, range(1000000) b';
  const { cell, finished, states } = under.begin(session, `select 2; ${endless}`, { cellId: 'c' });
  await expect.poll(states, { interval: 5 }).toContain('complete');
  await under.engine.results.tidy();
  cell.cancel();
  expect((await under.get(`/results/${(await finished).results[0]?.id}`)).status).toBe(200);
});

test('a result is sorted and filtered into views of it', async () => {
  const ran = await under.run(
    under.session(),
    "select i, 'name' || i % 10 as s, case when i % 2 = 0 then i::hugeint end h from range(5000) t(i)",
  );
  const id = ran.results[0]?.id;
  const sorted = await under.getJson<RowsWindow>(`/results/${id}/rows?offset=2499&limit=2&sort=2:desc`);
  expect(sorted.rows).toEqual([
    [0, 'name0', 0],
    [1, 'name1', null],
  ]);
  const where = encodeURIComponent(
    JSON.stringify([
      { column: 1, test: '=', value: 'name3' },
      { column: 0, test: '>', value: '100' },
    ]),
  );
  const filtered = await under.getJson<RowsWindow>(`/results/${id}/rows?limit=2&where=${where}`);
  expect(filtered).toEqual({
    offset: 0,
    rowCount: 490,
    rows: [
      [103, 'name3', null],
      [113, 'name3', null],
    ],
  });
  expect((await under.get(`/results/${id}/rows?sort=9`)).status).toBe(400);
  const filtered400 = async (filter: object, route = 'rows?') => {
    const answer = await under.get(`/results/${id}/${route}&where=${encodeURIComponent(JSON.stringify([filter]))}`);
    return [answer.status, ((await answer.json()) as { detail?: string }).detail];
  };
  for (const route of ['rows?', 'export?format=csv', 'points?mark=bar&axis=1&measure=0&aggregate=sum'])
    expect(await filtered400({ column: 0, test: '=', value: 'ten' }, route)).toEqual([
      400,
      '"ten" is not a value of the column "i", whose type is BIGINT.',
    ]);
  expect((await filtered400({ column: 0, test: 'or 1=1', value: '1' }))[0]).toBe(400);
  const quoted = encodeURIComponent(JSON.stringify([{ column: 1, test: '=', value: "' OR true --" }]));
  expect((await under.getJson<RowsWindow>(`/results/${id}/rows?where=${quoted}`)).rowCount).toBe(0);
  const csv = await (await under.get(`/results/${id}/export?format=csv&where=${where}`)).text();
  expect(csv.trim().split('\n')).toHaveLength(491);
});

test('a sorted view is made for all who ask, also when the first of them goes away', async () => {
  const ran = await under.run(under.session(), 'select hash(i) as h, i from range(2000000) t(i)');
  const path = `/results/${ran.results[0]?.id}/rows?limit=1&sort=1:desc`;
  const views = join(under.engine.results.folderOf(ran.results[0]?.id ?? ''), 'views');
  const left = new AbortController();
  const first = under.get(path, left.signal).catch(() => 'gone');
  // Looked at and left in one go: while it is being made nobody has an answer.
  while (!(existsSync(views) && readdirSync(views).some((name) => name.endsWith('.tmp')))) await sleep(1);
  const second = under.getJson<RowsWindow>(`${path}&offset=1`);
  left.abort();
  expect(await first).toBe('gone');
  expect((await second).rows[0]?.[1]).toBe(1_999_998);
});

test('heads of columns have bounds, gaps, a histogram or the most frequent values', async () => {
  const ran = await under.run(
    under.session(),
    "select i, 'n' || i % 3 as s, null::int as n, date '2020-01-01' + i::int as d from range(1000) t(i)",
  );
  const of = (column: number) => under.getJson<ColumnSummary>(`/results/${ran.results[0]?.id}/columns/${column}`);
  const numbers = await of(0);
  expect(numbers).toMatchObject({ nulls: 0, min: 0, max: 999 });
  expect(numbers.histogram?.reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
  expect((await of(1)).top).toEqual([
    { value: 'n0', count: 334 },
    { value: 'n1', count: 333 },
    { value: 'n2', count: 333 },
  ]);
  expect(await of(2)).toMatchObject({ nulls: 1_000, min: null, max: null });
  expect((await of(3)).histogram?.length).toBe(20);
});

test('the checksum of a result that is read while it is written is that of the whole file', async () => {
  const ran = await under.run(under.session(), 'select i, hash(i) as h from range(4000000) t(i)');
  const folder = under.engine.results.folderOf(ran.results[0]?.id ?? '');
  const [part] = (await readSidecar(folder)).parts;
  const file = await readFile(join(folder, part?.file ?? ''));
  expect(part).toMatchObject({ rows: 4_000_000, bytes: file.length, crc32: crc32(file).toString(16).padStart(8, '0') });
});

test('a time zone that another notebook sets for all is that of the next result', async () => {
  const [one, other] = [under.session(), under.session()];
  const query = "select '2024-01-01 00:00:00+00'::timestamptz as t";
  const shown = async () => (await under.run(one, query)).results[0]?.firstRows;
  await under.run(other, "set global TimeZone = 'UTC'");
  expect(await shown()).toEqual([['2024-01-01 00:00:00+00']]);
  await under.run(other, "set global TimeZone = 'Asia/Shanghai'");
  expect(await shown()).toEqual([['2024-01-01 08:00:00+08']]);
  await under.run(other, "set global TimeZone = 'UTC'");
});

test('who asks for the head of a column at once gets it at once', async () => {
  const ran = await under.run(under.session(), 'select i % 1000 as i from range(500000) t(i)');
  const path = `/results/${ran.results[0]?.id}/columns/0`;
  const all = await Promise.all(Array.from({ length: 8 }, () => under.getJson<ColumnSummary>(path)));
  for (const one of all) expect(one).toMatchObject({ min: 0, max: 999 });
});

test('a chart of many rows is drawn from few points that stand for all of them', async () => {
  const ran = await under.run(
    under.session(),
    `select i, 'n' || i % 100 as s, i % 7 as k, timestamp '2020-01-01' + to_seconds(i) as t, i / 4 as f,
       case when i % 10 < 2 then i::varchar else 'often' end as c, [i] as l from range(600000) t(i)`,
  );
  const points = (query: string) => under.getJson<ChartPoints>(`/results/${ran.results[0]?.id}/points?${query}`);
  const byValue = await points('mark=bar&axis=2&measure=0&aggregate=count');
  expect(byValue).toMatchObject({ each: 'value', rowCount: 600_000 });
  expect(byValue.points).toEqual([0, 1, 2, 3, 4, 5, 6].map((k) => [k, Math.floor((599_999 - k) / 7) + 1]));
  const names = await points('mark=line&axis=1&measure=2&aggregate=sum');
  expect(names.points).toHaveLength(100);
  expect(names.points.reduce((sum, [, m]) => sum + (m ?? 0), 0)).toBe(1_799_995);
  const stretches = await points('mark=bar&axis=0&measure=4&aggregate=mean');
  expect(stretches).toMatchObject({ each: 'stretch' });
  expect(stretches.points[1]).toEqual([10_000, (10_000 + 19_999) / 8]);
  expect(stretches.points).toHaveLength(60);
  const overTime = await points('mark=line&axis=3&measure=0&aggregate=none');
  expect(overTime.each).toBe('stretch');
  expect(overTime.points.slice(0, 2)).toEqual([
    ['2020-01-01 00:00:00', 0],
    ['2020-01-01 00:00:00', 599],
  ]);
  const largest = await points('mark=bar&axis=5&measure=0&aggregate=count');
  expect(largest).toMatchObject({ each: 'largest', points: expect.arrayContaining([['often', 480_000]]) });
  expect(largest.points).toHaveLength(40);
  const colored = await points('mark=line&axis=2&measure=0&aggregate=count&color=1');
  expect(new Set(colored.points.map(([, , color]) => color))).toHaveProperty('size', 8);
  expect(colored.points.reduce((sum, [, m]) => sum + (m ?? 0), 0)).toBe(600_000);
  const where = encodeURIComponent(JSON.stringify([{ column: 2, test: '=', value: '3' }]));
  expect((await points(`mark=bar&axis=2&measure=0&aggregate=count&where=${where}`)).points).toHaveLength(1);
  for (const wrong of ['mark=pie', 'mark=bar&axis=9', 'mark=bar&axis=0&measure=1&aggregate=sum'])
    expect((await under.get(`/results/${ran.results[0]?.id}/points?${wrong}`)).status, wrong).toBe(400);
});

test('damage to a stored result is told, not shown', async () => {
  const ran = await under.run(under.session(), 'select 1');
  const id = ran.results[0]?.id ?? '';
  await writeFile(join(under.engine.results.folderOf(id), 'part-0.parquet'), 'short');
  expect((await under.get(`/results/${id}/rows`)).status).toBe(410);
});

test('an export that fails does not look whole', async () => {
  const ran = await under.run(under.session(), "select i, repeat('x', 50) || hash(i) s from range(1000) t(i)");
  const id = ran.results[0]?.id ?? '';
  const part = join(under.engine.results.folderOf(id), 'part-0.parquet');
  const bytes = await readFile(part);
  await writeFile(part, bytes.fill(0, 100, bytes.length - 2_000));
  const whole = await under
    .get(`/results/${id}/export?format=csv`)
    .then(async (answer) => answer.ok && typeof (await answer.text()) === 'string')
    .catch(() => false);
  expect(whole).toBe(false);
});

test('files in the home are found from the notebook, and previewed', async () => {
  await mkdir(join(under.home, 'work'), { recursive: true });
  await writeFile(join(under.home, 'work', 'x.csv'), 'a,b\n1,x\n2,"y ""q"" z"\n');
  const ran = await under.run(under.session(join(under.home, 'work')), "from 'x.csv'; from '*.csv'");
  expect(ran.results.map(({ rowCount }) => rowCount)).toEqual([2, 2]);
  const preview = await under.getJson<TablePreview>('/preview?path=work/x.csv');
  expect(preview.rows).toEqual([
    [1, 'x'],
    [2, 'y "q" z'],
  ]);
  expect((await under.get('/preview?path=nothing.csv')).status).toBe(422);
});

test('HTML of first rows is escaped', async () => {
  const ran = await under.run(under.session(), `select '<script>' as "<b>"`);
  const { data } = ran.published.at(-1)?.content ?? {};
  expect(data).toHaveProperty('text/html', expect.not.stringMatching(/<script|<b>/));
});

test('a result is a table of its name, with its exact types; a table of that name wins', async () => {
  const session = under.session();
  const name = (name: string) => ({ cellId: name, stoa: { name } });
  await under.run(
    session,
    "select i, i * 10000000000000000000::hugeint as h, [i] as l, '2020-01-01'::timestamptz as t from range(3) r(i)",
    name('Flights'),
  );
  const read = await under.run(
    session,
    'select sum(h) as s, typeof(any_value(h)) as th, typeof(any_value(l)) as tl, typeof(any_value(t)) as tt from flights',
  );
  expect(read.results[0]?.firstRows).toEqual([
    ['30000000000000000000', 'HUGEINT', 'BIGINT[]', 'TIMESTAMP WITH TIME ZONE'],
  ]);
  expect(
    (await under.run(session, 'select f.i from Flights f join _sql s on true where f.i = 2')).results[0]?.firstRows,
  ).toEqual([[2]]);

  await under.run(session, 'select 1 as x, 2 as x where false', name('nothing'));
  const empty = await under.run(session, 'describe nothing');
  expect(empty.results[0]?.firstRows.map(([column, type]) => [column, type])).toEqual([
    ['x', 'INTEGER'],
    ['x_1', 'INTEGER'],
  ]);
  await under.run(session, 'create table kept as from Flights');
  expect((await under.run(session, 'from kept')).results[0]?.rowCount).toBe(3);

  await under.run(session, "create table Flights as select 'mine' as m");
  expect((await under.run(session, 'from flights')).results[0]?.firstRows).toEqual([['mine']]);
  await under.run(session, 'drop table Flights');
  expect((await under.run(session, 'select count(*) from flights')).results[0]?.firstRows).toEqual([[3]]);
  expect(
    (await under.run(session, 'select view_name from duckdb_views() where not internal')).results[0]?.rowCount,
  ).toBe(0);
});

test('a cell may read what its own earlier run gave, inside a transaction too, and no other notebook’s result', async () => {
  const session = under.session();
  const metadata = { cellId: 'c', stoa: { name: 'grown' } };
  await under.run(session, 'select 1 as n', metadata);
  await under.run(session, 'begin');
  expect((await under.run(session, 'from grown union all select 2 order by n', metadata)).results[0]?.rowCount).toBe(2);
  expect((await under.run(session, 'rollback')).status).toBe('ok');
  expect(
    (await under.run(session, 'pivot grown on n using count(*)')).results[0]?.columns.map(({ name }) => name),
  ).toEqual(['1', '2']);
  const elsewhere = { stoa: { notebook: 'another' } };
  expect((await under.run(session, 'from grown', elsewhere)).evalue).toContain('grown does not exist');
  const id = (await under.run(session, 'select 5 as n')).results[0]?.id ?? '';
  const named = { stoa: { notebook: 'another', results: { later: id } } };
  expect((await under.run(session, 'from later', named)).results[0]?.firstRows).toEqual([[5]]);
});

test('names of results and their columns are completed', async () => {
  const session = under.session();
  await under.run(session, 'select 1 as passengers', { stoa: { name: 'flights' } });
  const around = {
    cwd: under.home,
    results: under.engine.results.names('notebook-under-test'),
    folderOf: (id: string) => under.engine.results.folderOf(id),
  };
  expect((await completeAt(session, 'from fli', 8, around)).matches).toContain('flights');
  expect((await completeAt(session, 'from flights select pas', 23, around)).matches).toContain('passengers');
});
