import { type ResultColumn, type ResultRow, type SortKey, windowLimit } from '../../../../src/engines/duckdb/result.ts';
import { exactValue } from './format-value.ts';
import { bounds, type Range } from './grid-painter.ts';
import type { ResultSource, RowCache } from './result-source.ts';

/** More is an export's work. */
const rowLimit = 100_000;

/** Puts the chosen cells on the clipboard, exact, with tabs and lines as spreadsheets read them. */
export async function copyRange(
  source: ResultSource,
  cache: RowCache,
  columns: readonly ResultColumn[],
  sort: readonly SortKey[],
  range: Range,
): Promise<void> {
  const { top, bottom, left, right } = bounds(range);
  const last = Math.min(bottom, top + rowLimit - 1);
  const lines: string[] = [];
  if (right > left || bottom > top)
    lines.push(
      columns
        .slice(left, right + 1)
        .map((column) => column.name)
        .join('\t'),
    );
  let row = top;
  while (row <= last) {
    const here = cache.row(row);
    const rows: readonly ResultRow[] =
      here === undefined ? (await source.rows(row, Math.min(windowLimit, last - row + 1), sort)).rows : [here];
    if (rows.length === 0) break;
    for (const one of rows)
      lines.push(
        one
          .slice(left, right + 1)
          .map((value) => exactValue(value).replaceAll(/[\t\r\n]+/g, ' '))
          .join('\t'),
      );
    row += rows.length;
  }
  await navigator.clipboard.writeText(lines.join('\n'));
}
