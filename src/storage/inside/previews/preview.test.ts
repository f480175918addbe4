import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningFilesServer, TestFolders } from '../../testing/running-files-server.ts';

let folders: TestFolders;
let server: RunningFilesServer;

beforeAll(async () => {
  folders = new TestFolders();
  server = await RunningFilesServer.start(folders, { name: 'ada' });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  folders[Symbol.dispose]();
});

function write(name: string, content: string | Buffer): void {
  writeFileSync(join(server.home, name), content);
}

async function preview(path: string, rows = 10) {
  return await server.client.call('preview', { query: { path, rows } });
}

test('Parquet shows rows, row groups, compression and bounds, and loses no digit', async () => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`
    COPY (SELECT i AS id, (9007199254740993 + i)::BIGINT AS "big ""one""", DATE '2026-01-01' + i::INTEGER AS day,
      CASE WHEN i > 0 THEN 'n' || i END AS name, {'x': i, 'y': [i]} AS nested FROM range(250000) t(i))
    TO '${join(server.home, 'types.parquet')}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)`);
  const table = await preview('types.parquet', 2);
  expect(table).toMatchObject({
    kind: 'table',
    format: 'parquet',
    rowCount: 250_000,
    compression: 'ZSTD',
    rows: [
      ['0', '9007199254740993', '2026-01-01', null, "{'x': 0, 'y': [0]}"],
      ['1', '9007199254740994', '2026-01-02', 'n1', "{'x': 1, 'y': [1]}"],
    ],
  });
  if (table.kind !== 'table') throw new Error('not a table');
  expect(table.rowGroups).toBeGreaterThan(1);
  expect(table.columns[0]).toMatchObject({ name: 'id', type: 'BIGINT', min: '0', max: '249999', nulls: 0 });
  expect(table.columns[2]).toMatchObject({ type: 'DATE', min: '2026-01-01' });
  expect(table.columns[3]).toMatchObject({ nulls: 1 });
  connection.closeSync();
});

test('the shipped data set is what its page says', async () => {
  const file = fileURLToPath(
    new URL('../../../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url),
  );
  await server.client.put({ path: 'flights.parquet' }, await (await import('node:fs/promises')).readFile(file));
  const table = await preview('flights.parquet', 1);
  expect(table).toMatchObject({ rowCount: 3_000_000, rows: [['2001-01-01 00:01:00', '33', '2176', 'LAS', 'PHL']] });
});

test('CSV is read with its types, whatever characters its name has', async () => {
  write("a*[b]?'.csv", 'id;name;day\n1;"x;y";2026-01-01\n2;;2026-01-02\n');
  expect(await preview("a*[b]?'.csv")).toMatchObject({
    format: 'csv',
    delimiter: ';',
    header: true,
    rowCount: 2,
    columns: [
      { name: 'id', type: 'BIGINT' },
      { name: 'name', type: 'VARCHAR' },
      { name: 'day', type: 'DATE' },
    ],
    rows: [
      ['1', 'x;y', '2026-01-01'],
      ['2', null, '2026-01-02'],
    ],
  });
  write('packed.tsv.gz', gzipSync('a\tb\n1\t2\n'));
  expect(await preview('packed.tsv.gz')).toMatchObject({ format: 'tsv', rowCount: null, rows: [['1', '2']] });
});

test('a damaged file says so, and the next is still read', async () => {
  write('broken.parquet', 'PAR1 and then nothing PAR1');
  expect(await preview('broken.parquet')).toMatchObject({ kind: 'none', reason: 'damaged' });
  write('fine.csv', 'a,b\n1,2\n');
  expect(await preview('fine.csv')).toMatchObject({ rows: [['1', '2']] });
});

test('SVG is text, an image is what its bytes say, and bytes are not shown', async () => {
  write('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  expect(await preview('drawing.svg')).toMatchObject({ kind: 'text', language: 'xml' });
  write('picture.png', Buffer.from('89504e470d0a1a0a0000000d49484452000000030000000208060000', 'hex'));
  expect(await preview('picture.png')).toEqual({ kind: 'image', contentType: 'image/png', width: 3, height: 2 });
  write('fake.png', '<html>');
  expect(await preview('fake.png')).toMatchObject({ kind: 'text' });
  write('program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 2]));
  expect(await preview('program')).toMatchObject({ kind: 'none', reason: 'binary' });
});

test('a long text is cut where asked', async () => {
  write('long.txt', '数'.repeat(1000));
  const text = await server.client.call('preview', { query: { path: 'long.txt', bytes: 100 } });
  expect(text).toMatchObject({ kind: 'text', encoding: 'utf-8', truncated: true, text: '数'.repeat(33) });
});
