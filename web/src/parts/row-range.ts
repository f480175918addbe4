/** Keys of the rows from `from` to `to`, both included, in either direction. */
export function rangeOfKeys<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  from: number,
  to: number,
): readonly string[] {
  return rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(keyOf);
}
