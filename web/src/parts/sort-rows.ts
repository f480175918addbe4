export interface Order {
  /** Id of a column. */
  readonly by: string;
  readonly up: boolean;
}

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** A sorted copy; equal rows keep their order, and rows without a value come last either way. */
export function sortRows<Row>(
  rows: readonly Row[],
  by: (row: Row) => string | number | null,
  up: boolean,
): readonly Row[] {
  const sign = up ? 1 : -1;
  return rows.toSorted((left, right) => {
    const a = by(left);
    const b = by(right);
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(String(a), String(b)));
  });
}
