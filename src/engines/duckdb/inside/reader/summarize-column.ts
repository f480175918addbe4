import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnSummary } from '../../result.ts';
import { type ColumnType, columnKind } from '../../rules/column-type.ts';
import { readShown, shownText, shownValue } from '../results/read-rows.ts';
import { writeJsonAtomically } from '../results/sidecar.ts';
import type { StoredResult } from './stored-result.ts';

const bins = 20;
/** Up to so many rows different values are counted; above, estimated. */
const countedRows = 100_000;
const mostFrequent = 10;

const computing = new Map<string, Promise<ColumnSummary>>();

/** Computed once, then kept beside the result; who asks meanwhile waits for the same. */
export async function summarizeColumn(
  connection: DuckDBConnection,
  result: StoredResult,
  index: number,
): Promise<ColumnSummary> {
  const path = join(result.folder, `summary-${index}.json`);
  const kept = await readFile(path, 'utf8').then(
    (text) => JSON.parse(text) as ColumnSummary,
    () => undefined,
  );
  if (kept) return kept;
  const known = computing.get(path);
  // The one that computes may be gone with its page.
  if (known) return known.catch(() => summarizeColumn(connection, result, index));
  const made = compute(connection, result, index)
    .then((summary) => {
      writeJsonAtomically(path, summary);
      return summary;
    })
    .finally(() => computing.delete(path));
  computing.set(path, made);
  return made;
}

async function compute(connection: DuckDBConnection, result: StoredResult, index: number): Promise<ColumnSummary> {
  const type: ColumnType = result.sidecar.columns[index]?.tree ?? { id: 'VARCHAR' };
  const value = result.values[index] ?? 'NULL';
  const kind = columnKind(type);
  const ordered = kind !== 'nested' && kind !== 'binary';
  const [least, greatest] = ordered ? [`min(${value})`, `max(${value})`] : ['NULL', 'NULL'];
  const different =
    result.sidecar.rowCount <= countedRows ? `count(DISTINCT ${value})` : `approx_count_distinct(${value})`;
  const [row] = await readShown(
    connection,
    `SELECT CAST(count(*) - count(${value}) AS VARCHAR), CAST(${different} AS VARCHAR),
       ${shownText(type, least, false)}, ${shownText(type, greatest, false)} FROM ${result.source}`,
    [{ id: 'BIGINT' }, { id: 'BIGINT' }, type, type],
  );
  const [nulls, distinct, min, max] = row ?? [];
  const basic = {
    column: index,
    nulls: Number(nulls ?? 0),
    distinct: Number(distinct ?? 0),
    min: min ?? null,
    max: max ?? null,
  };
  const scale = scaleOf(type, value);
  if (scale) {
    const histogram = await binned(connection, result, scale, type);
    if (histogram) return { ...basic, histogram };
  }
  const top = await readShown(
    connection,
    `SELECT ${shownText(type, 'v', false)}, CAST(count(*) AS VARCHAR) FROM (SELECT ${value} AS v FROM ${result.source})
       WHERE v IS NOT NULL GROUP BY v ORDER BY count(*) DESC, v LIMIT ${mostFrequent}`,
    [type, { id: 'BIGINT' }],
  );
  return { ...basic, top: top.map(([found, count]) => ({ value: found ?? null, count: Number(count) })) };
}

/** SQL for the value as a DOUBLE, and for a bin's edge as text of the column's type. */
function scaleOf(
  type: ColumnType,
  value: string,
): { readonly of: string; readonly edge: (x: string) => string } | undefined {
  const kind = columnKind(type);
  if (kind === 'number') return { of: `CAST(${value} AS DOUBLE)`, edge: (x) => `CAST(${x} AS VARCHAR)` };
  if (type.id === 'DATE' || type.id.startsWith('TIMESTAMP')) {
    const shown = type.id === 'DATE' ? 'DATE' : 'TIMESTAMP';
    const plain = `CAST(${value} AS TIMESTAMP)`;
    return {
      of: `CASE WHEN isfinite(${plain}) THEN epoch(${plain}) END`,
      edge: (x) => `CAST(CAST(make_timestamp(CAST(${x} * 1000000 AS BIGINT)) AS ${shown}) AS VARCHAR)`,
    };
  }
  return undefined;
}

async function binned(
  connection: DuckDBConnection,
  result: StoredResult,
  scale: { readonly of: string; readonly edge: (x: string) => string },
  type: ColumnType,
): Promise<ColumnSummary['histogram']> {
  const sql = `WITH x AS (SELECT ${scale.of} AS v FROM ${result.source}),
      bounds AS (SELECT min(v) AS lo, max(v) AS hi FROM x WHERE isfinite(v)),
      counted AS (SELECT least(${bins - 1}, CAST(floor((v - lo) / ((hi - lo) / ${bins})) AS INTEGER)) AS bin, count(*) AS n
        FROM x, bounds WHERE isfinite(v) AND hi > lo GROUP BY 1)
    SELECT ${scale.edge(`(lo + b * (hi - lo) / ${bins})`)}, ${scale.edge(`(lo + (b + 1) * (hi - lo) / ${bins})`)}, CAST(coalesce(n, 0) AS VARCHAR)
      FROM bounds, range(${bins}) AS r(b) LEFT JOIN counted ON bin = b WHERE hi > lo ORDER BY b`;
  const rows = await readShown(connection, sql, [{ id: 'VARCHAR' }, { id: 'VARCHAR' }, { id: 'BIGINT' }]);
  if (rows.length === 0) return undefined;
  const shown = (edge: unknown) =>
    columnKind(type) === 'number' ? shownValue(String(edge), { id: 'DOUBLE' }) : String(edge);
  return rows.map(([from, to, count]) => ({ from: shown(from), to: shown(to), count: Number(count) }));
}
