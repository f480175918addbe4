export interface KeptResult {
  readonly id: string;
  readonly notebook: string;
  /** Empty when the client did not say: such a result goes only by age. */
  readonly cellId: string;
  readonly bytes: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/**
 * Which results to remove: those of earlier runs of the cells that just ran, then the oldest until the rest fits.
 * What just ran is never removed.
 *
 * @param current     ids of the run that just ended; a cell with several statements has several
 * @param limitBytes  of all results together
 */
export function resultsToRemove(
  kept: readonly KeptResult[],
  current: ReadonlySet<string>,
  limitBytes: number,
): string[] {
  const cells = new Set(kept.filter(({ id }) => current.has(id)).flatMap(cellOf));
  const replaced = (result: KeptResult) => !current.has(result.id) && cellOf(result).some((cell) => cells.has(cell));
  const removed = kept.filter(replaced).map(({ id }) => id);
  const left = kept.filter((result) => !replaced(result)).sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  let bytes = left.reduce((sum, result) => sum + result.bytes, 0);
  for (const result of left) {
    if (bytes <= limitBytes) break;
    if (current.has(result.id)) continue;
    removed.push(result.id);
    bytes -= result.bytes;
  }
  return removed;
}

function cellOf(result: KeptResult): string[] {
  return result.cellId === '' ? [] : [JSON.stringify([result.notebook, result.cellId])];
}
