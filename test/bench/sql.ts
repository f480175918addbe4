/**
 * A SQL cell beside DuckDB itself, in one process on one machine: the same query as a cell (run, stored with types
 * and checksum, first rows read) and as a plain COPY to Parquet. Taken in turns; medians.
 *
 * `node test/bench/sql.ts [--rows N] [--rounds N]`
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EngineUnderTest } from '../../src/engines/duckdb/testing/engine-under-test.ts';
import type { Figure } from './gateway.ts';

const goalRatio = 1.2;

export async function benchSql(given: { rows?: number; rounds?: number } = {}): Promise<readonly Figure[]> {
  const { rows = 10_000_000, rounds = 3 } = given;
  const under = await EngineUnderTest.start({ resultsBytes: 2 ** 40 });
  try {
    const source = join(under.home, 'source.parquet');
    const plain = await under.engine.database.connectPlain();
    await plain.run(
      `COPY (SELECT i AS id, i * 7 % 1000 AS k, hash(i) / 1e19 AS x, 'name' || (i % 5000) AS s, i / 3 AS y FROM range(${rows}) t(i)) TO '${source}' (FORMAT parquet)`,
    );
    const session = under.session();
    const cell = async (query: string): Promise<void> => {
      const ran = await under.run(session, query, { cellId: 'bench' });
      if (ran.status !== 'ok') throw new Error(ran.evalue);
    };
    const copy = async (query: string): Promise<void> => {
      const target = join(under.home, 'copy.parquet');
      await rm(target, { force: true });
      await plain.run(`COPY (${query}) TO '${target}' (FORMAT parquet)`);
    };
    const figures: Figure[] = [];
    for (const [name, query, repeat] of [
      [`SQL cell, ${rows} rows stored, against COPY`, `SELECT * FROM '${source}'`, rounds],
      ['SQL cell, sorted, against COPY', `SELECT * FROM '${source}' ORDER BY k, id LIMIT 1000000`, rounds],
    ] as const) {
      const ours: number[] = [];
      const peer: number[] = [];
      for (let round = 0; round < repeat; round++) {
        ours.push(await timed(() => cell(query)));
        peer.push(await timed(() => copy(query)));
      }
      figures.push(compared(name, 'ms', median(ours), median(peer)));
    }
    const small: number[] = [];
    for (let round = 0; round < 100; round++) small.push(await timed(() => cell('SELECT 42 AS answer')));
    const ours = median(small);
    figures.push({
      figure: 'SQL cell, one row, in the engine',
      unit: 'ms',
      goal: 'under 20',
      ours,
      peer: 0,
      ratio: 0,
      met: ours < 20,
    });
    return figures;
  } finally {
    await under.stop();
  }
}

function compared(figure: string, unit: string, ours: number, peer: number): Figure {
  const ratio = ours / peer;
  return { figure, unit, goal: `at most ${goalRatio} times`, ours, peer, ratio, met: ratio <= goalRatio };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rows: { type: 'string' }, rounds: { type: 'string' } } });
  const figures = await benchSql({
    ...(values.rows === undefined ? {} : { rows: Number(values.rows) }),
    ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
  });
  for (const { figure, goal, ours, peer, ratio, met, unit } of figures)
    console.log(
      `${figure}: ${ours.toFixed(1)} ${unit}, DuckDB ${peer.toFixed(1)}, ratio ${ratio.toFixed(2)} (${goal}) ${met ? 'met' : 'missed'}`,
    );
  process.exit(0);
}
