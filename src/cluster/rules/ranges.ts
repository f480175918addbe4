/** Whole numbers from `begin` to `end`, both in it: ports, as Mesos writes them. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/** Sorted, apart from each other by at least one number. */
export type Ranges = readonly Range[];

/** Any ranges, in any order, as sorted ones that do not touch. */
export function tidy(ranges: Iterable<Range>): Ranges {
  const sorted = [...ranges].filter(({ begin, end }) => begin <= end).sort((a, b) => a.begin - b.begin);
  const joined: Range[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last === undefined || range.begin > last.end + 1) joined.push(range);
    else if (range.end > last.end) joined[joined.length - 1] = { begin: last.begin, end: range.end };
  }
  return joined;
}

export function union(a: Ranges, b: Ranges): Ranges {
  return tidy([...a, ...b]);
}

export function without(a: Ranges, b: Ranges): Ranges {
  const left: Range[] = [];
  let next = 0;
  for (const { begin, end } of a) {
    let from = begin;
    while (next < b.length && (b[next]?.end ?? 0) < from) next++;
    for (let i = next; i < b.length; i++) {
      const hole = b[i];
      if (hole === undefined || hole.begin > end) break;
      if (hole.begin > from) left.push({ begin: from, end: hole.begin - 1 });
      from = Math.max(from, hole.end + 1);
    }
    if (from <= end) left.push({ begin: from, end });
  }
  return left;
}

export function includes(a: Ranges, b: Ranges): boolean {
  return without(b, a).length === 0;
}

export function count(ranges: Ranges): number {
  return ranges.reduce((total, { begin, end }) => total + end - begin + 1, 0);
}

/** One by one. */
export function numbersOf(ranges: Ranges): number[] {
  return ranges.flatMap(({ begin, end }) => Array.from({ length: end - begin + 1 }, (_, index) => begin + index));
}

/** The lowest `wanted` numbers; undefined when there are fewer. */
export function takeLowest(ranges: Ranges, wanted: number): Ranges | undefined {
  const taken: Range[] = [];
  let missing = wanted;
  for (const { begin, end } of ranges) {
    if (missing === 0) break;
    const last = Math.min(end, begin + missing - 1);
    taken.push({ begin, end: last });
    missing -= last - begin + 1;
  }
  return missing === 0 ? taken : undefined;
}
