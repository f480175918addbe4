/**
 * Which cells need not move for `current` to become `target`: the longest run of them that has the same order in both,
 * found as the longest increasing subsequence of their places (patience sorting, n log n).
 *
 * @returns indexes in `current`; of several cells with one id the first counts
 */
export function stayingCells(current: readonly string[], target: readonly string[]): Set<number> {
  const places = new Map(target.map((id, index) => [id, index]));
  /** Indexes in `current`: the last of the best run of each length, and what comes before each. */
  const ends: number[] = [];
  const before = new Map<number, number | undefined>();
  const placeOf = (index: number | undefined): number => places.get(current[index ?? -1] ?? '') ?? -1;
  const seen = new Set<string>();
  current.forEach((id, index) => {
    const place = places.get(id);
    if (place === undefined || seen.has(id)) return;
    seen.add(id);
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (placeOf(ends[middle]) < place) low = middle + 1;
      else high = middle;
    }
    before.set(index, ends[low - 1]);
    ends[low] = index;
  });
  const staying = new Set<number>();
  for (let index = ends.at(-1); index !== undefined; index = before.get(index)) staying.add(index);
  return staying;
}
