import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeType } from '../inside/results/column-type.ts';
import { earlyRows } from '../inside/results/early-rows.ts';
import { storedColumn } from '../inside/results/sidecar.ts';
import { copyStatement } from '../inside/results/write-parts.ts';
import { EngineUnderTest } from './engine-under-test.ts';

let under: EngineUnderTest;
beforeAll(async () => {
  under = await EngineUnderTest.start();
});
afterAll(() => under.stop());

const query = `select i, i % 7 as k, 'name' || i % 50 as s, case when i % 3 = 0 then null else i / 7 end as x,
  i::hugeint as h, timestamp '2020-01-01' + to_seconds(i) as t, i % 2 = 0 as b, i::decimal(20, 2) as m,
  repeat('long', (i % 20)::int) as l, (i % 3)::varchar::enum('0', '1', '2') as e from range(400000) t(i)`;

test('the first rows of a file that is still being written are right, or not there yet', async () => {
  const connection = await under.engine.database.connectPlain();
  const prepared = await connection.prepare(query);
  const columns = await Promise.all(
    Array.from({ length: prepared.columnCount }, async (_, at) =>
      storedColumn(prepared.columnName(at), await describeType(prepared.columnType(at))),
    ),
  );
  const whole = join(under.home, 'whole.parquet');
  await connection.run(copyStatement(query, columns, whole));
  const bytes = await readFile(whole);
  const growing = join(under.home, 'growing.parquet');
  const seen: (number | undefined)[] = [];
  for (const share of [0.001, 0.05, 0.2, 0.5, 0.9, 1]) {
    await writeFile(growing, bytes);
    await truncate(growing, Math.floor(bytes.length * share));
    const early = await earlyRows(connection, under.home, 'growing.parquet', columns);
    seen.push(early?.rowCount);
    if (!early) continue;
    expect(early.rows.length).toBe(100);
    expect(early.rows[1]).toEqual([
      1,
      1,
      'name1',
      0.14285714285714285,
      1,
      '2020-01-01 00:00:01',
      false,
      '1.00',
      'long',
      '1',
    ]);
    expect(early.rows[99]?.[0]).toBe(99);
  }
  expect(seen[0]).toBeUndefined();
  expect(seen.slice(3)).toEqual([122_880, 122_880, 122_880]);
});
