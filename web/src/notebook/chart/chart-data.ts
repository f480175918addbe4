import type { ResultOutput, ResultRow } from '../../../../src/engines/duckdb/result.ts';
import { windowLimit } from '../../../../src/engines/duckdb/result.ts';
import type { ResultSource } from '../result/result-source.ts';

/** More rows than this are not fetched for a picture; the chart says that it shows the first of them. */
export const chartRowLimit = 50_000;

/** The rows that a chart is drawn from: all of a small result, the first of a large one. */
export async function rowsForChart(
  source: ResultSource,
  output: ResultOutput,
  signal: AbortSignal,
): Promise<readonly ResultRow[]> {
  const wanted = Math.min(output.rowCount, chartRowLimit);
  if (output.firstRows.length >= wanted) return output.firstRows.slice(0, wanted);
  const rows: ResultRow[] = [];
  while (rows.length < wanted) {
    const window = await source.rows(rows.length, Math.min(windowLimit, wanted - rows.length), [], signal);
    if (window.rows.length === 0) break;
    rows.push(...window.rows);
  }
  return rows;
}
