import {
  type ResultColumn,
  type ResultRow,
  type ResultValue,
  shownTextLimit,
  windowLimit,
} from '../../../../src/engines/duckdb/result.ts';
import { exactValue } from './format-value.ts';
import { bounds, type Range } from './grid-painter.ts';
import type { ResultSource, ResultViewOf, RowCache } from './result-source.ts';

/** More is an export's work. */
const rowLimit = 100_000;

/** Puts the chosen cells on the clipboard, exact, with tabs and lines as spreadsheets read them. */
export async function copyRange(
  source: ResultSource,
  cache: RowCache,
  columns: readonly ResultColumn[],
  view: ResultViewOf,
  range: Range,
): Promise<void> {
  const { top, bottom, left, right } = bounds(range);
  const last = Math.min(bottom, top + rowLimit - 1);
  const single = right === left && bottom === top;
  const lines: string[] = [];
  if (!single)
    lines.push(
      columns
        .slice(left, right + 1)
        .map((column) => quoted(column.name))
        .join('\t'),
    );
  let row = top;
  while (row <= last) {
    const here = cache.row(row);
    const rows: readonly ResultRow[] =
      here === undefined || here.slice(left, right + 1).some(isCut)
        ? (await source.rows(row, Math.min(windowLimit, last - row + 1), view, undefined, true)).rows
        : [here];
    if (rows.length === 0) break;
    for (const one of rows) {
      const values = one.slice(left, right + 1).map(exactValue);
      lines.push(single ? (values[0] ?? '') : values.map(quoted).join('\t'));
    }
    row += rows.length;
  }
  await navigator.clipboard.writeText(lines.join('\n'));
}

/** A window's long texts are cut and end in an ellipsis. */
function isCut(value: ResultValue): boolean {
  return typeof value === 'string' && value.length > shownTextLimit && value.endsWith('…');
}

/** What would break a line of the table is quoted, as spreadsheets write and read it. */
export function quoted(text: string): string {
  return /[\t\r\n]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
