import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { EngineUnderTest } from './engine-under-test.ts';

/** A Python environment with IPython, pandas and pyarrow. */
const python = join(process.env.STOA_TEST_PYTHON ?? join(tmpdir(), 'stoa-test-python'), 'bin/python');
const missing = existsSync(python) ? '' : ` (skipped: no Python environment at ${python}, STOA_TEST_PYTHON)`;

test.skipIf(missing !== '')(
  `SQL results are exact data frames by name in Python${missing}`,
  async () => {
    const under = await EngineUnderTest.start();
    try {
      const session = under.session();
      const named = async (name: string, sql: string) => {
        const ran = await under.run(session, sql, { cellId: name, stoa: { name } });
        expect(ran, sql).toMatchObject({ status: 'ok' });
      };
      await named('every', 'from test_all_types()');
      await named('twice', 'select 1 a, 2 a');
      await named('exact', 'select 0 as replaced');
      await named(
        'exact',
        `select unnest([9007199254740993, null]) as gap, 170141183460469231731687303715884105727::hugeint as huge,
         sum(i) as total, 0.10::decimal(18,2) as money, '23:59:59.5-05:30'::timetz as zoned, interval '1 month 2 days' as span,
         'b'::enum('b', 'a') as chosen, {'h': [1::hugeint, null]} as nested, union_value(n := 7::hugeint) as one,
         timestamp_ns '2020-01-01 00:00:00.123456789' as nanos
       from range(10) t(i) group by all`,
      );
      const { stdout } = await promisify(execFile)(
        python,
        [join(import.meta.dirname, 'data_frame_check.py'), join(import.meta.dirname, '../inside/python')],
        { env: { ...process.env, HOME: under.home, STOA_NOTEBOOK: 'notebook-under-test' }, timeout: 60_000 },
      );
      const seen = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
      expect(seen.exact).toEqual({
        gap: ['9007199254740993', '<NA>'],
        huge: Array(2).fill('170141183460469231731687303715884105727'),
        total: ['45', '45'],
        money: ['0.10', '0.10'],
        zoned: Array(2).fill('23:59:59.500000-05:30'),
        span: Array(2).fill('<DateOffset: days=2, microseconds=0, months=1>'),
        chosen: ['b', 'b'],
        nested: Array(2).fill("{'h': [1, None]}"),
        one: Array(2).fill("{'n': 7}"),
        nanos: Array(2).fill('2020-01-01 00:00:00.123456789'),
      });
      expect(seen.types).toMatchObject({ gap: 'Int64', total: 'int64', chosen: 'category', nanos: 'datetime64[ns]' });
      expect(seen).toMatchObject({
        repeated: ['a', 'a'],
        every: [3, 56],
        latest: '9007199254740993',
        rebound: 3,
        again: 2,
        unknown: 'error',
      });
      expect(stdout).toContain('-170141183460469231731687303715884105728');
    } finally {
      await under.stop();
    }
  },
  90_000,
);
