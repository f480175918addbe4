import type { ResultColumn, ResultRow } from '../../../../src/engines/duckdb/result.ts';
import { shownValue } from './format-value.ts';

/** Px of a letter of the table's font, measured once; figures are tabular. */
const letter = 6.9;
const least = 104;
const most = 320;

/** A width for each column from its name and first rows, in px; spread to fill `room` where there is some left. */
export function columnWidths(
  columns: readonly ResultColumn[],
  rows: readonly ResultRow[],
  language: string,
  room: number,
): number[] {
  const wanted = columns.map((column, index) => {
    let letters = column.name.length + 3;
    for (const row of rows.slice(0, 60)) {
      const value = row[index];
      if (value !== undefined && value !== null)
        letters = Math.max(letters, shownValue(value, column, language).length);
    }
    return Math.round(Math.min(most, Math.max(least, letters * letter + 22)));
  });
  const total = wanted.reduce((sum, width) => sum + width, 0);
  if (total >= room || total === 0) return wanted;
  const more = Math.min((room - total) / wanted.length, 160);
  return wanted.map((width) => Math.floor(width + more));
}
