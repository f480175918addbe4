import { plainCell } from '../plain-text.ts';

/** Rows below their heads, each column as wide as its widest; columns named in `right` end at one line. */
export function tableText(
  heads: readonly string[],
  cells: readonly (readonly string[])[],
  right: readonly string[] = [],
): string {
  const rows = cells.map((row) => row.map(plainCell));
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) =>
        right.includes(heads[at] ?? '') ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return `${[heads, ...rows].map(line).join('\n')}\n`;
}
