import type { Cell, Notebook } from './notebook.ts';

/**
 * Gives cells that came without ids those of the cells they were: a program that knows only notebook format 4.4 drops
 * ids, and without this every cell would count as deleted and a new one.
 *
 * @param made  the ids that were made up when `theirs` was read
 */
export function alignIds(base: Notebook, theirs: Notebook, made: ReadonlySet<string>): Notebook {
  if (made.size === 0) return theirs;
  const used = new Set(theirs.cells.filter(({ id }) => !made.has(id)).map(({ id }) => id));
  const free = base.cells.filter(({ id }) => !used.has(id));
  const nameless = theirs.cells.filter(({ id }) => made.has(id));
  const renamed = new Map<string, string>();
  for (const [index, partner] of pair(free, nameless)) {
    const cell = nameless[index];
    if (cell !== undefined) renamed.set(cell.id, partner.id);
  }
  return { ...theirs, cells: theirs.cells.map((cell) => ({ ...cell, id: renamed.get(cell.id) ?? cell.id })) };
}

/** Cells of one side times those of the other: above this the exact pairing takes too long, and too much memory. */
const mostCompared = 4_000_000;

/** Pairs equal cells from the start and from the end, which is all but a little; the rest exactly, if not too large. */
function pair(base: Cell[], cells: Cell[]): Map<number, Cell> {
  let start = 0;
  while (start < base.length && start < cells.length && equal(base[start], cells[start])) start++;
  let end = 0;
  const most = Math.min(base.length, cells.length) - start;
  while (end < most && equal(base[base.length - 1 - end], cells[cells.length - 1 - end])) end++;
  const pairs = new Map<number, Cell>();
  for (const [index, cell] of base.slice(0, start).entries()) pairs.set(index, cell);
  for (const [index, cell] of base.slice(base.length - end).entries()) pairs.set(cells.length - end + index, cell);
  const [baseRest, rest] = [base.slice(start, base.length - end), cells.slice(start, cells.length - end)];
  const exact = baseRest.length * rest.length <= mostCompared;
  const found = exact ? pairExactly(baseRest, rest) : pairByText(baseRest, rest);
  for (const [index, cell] of found) pairs.set(start + index, cell);
  return pairs;
}

/** Pairs cells of the same text, in order. */
function pairByText(base: Cell[], cells: Cell[]): Map<number, Cell> {
  const free = Map.groupBy(base.toReversed(), textOf);
  const pairs = new Map<number, Cell>();
  for (const [index, cell] of cells.entries()) {
    const partner = free.get(textOf(cell))?.pop();
    if (partner !== undefined) pairs.set(index, partner);
  }
  return pairs;
}

function textOf({ cell_type, source }: Cell): string {
  return `${cell_type}\0${source}`;
}

function equal(a: Cell | undefined, b: Cell | undefined): boolean {
  return a?.cell_type === b?.cell_type && a?.source === b?.source;
}

/** Pairs equal cells by their longest common subsequence, then what lies between two pairs one by one. */
function pairExactly(base: Cell[], cells: Cell[]): Map<number, Cell> {
  const width = cells.length + 1;
  const lengths = new Uint32Array((base.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = base.length - 1; i >= 0; i--) {
    for (let j = cells.length - 1; j >= 0; j--) {
      lengths[i * width + j] = equal(base[i], cells[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs = new Map<number, Cell>();
  let [i, j, gapI, gapJ] = [0, 0, 0, 0];
  const fillGap = (): void => {
    for (let step = 0; gapI + step < i && gapJ + step < j; step++) {
      const candidate = base[gapI + step];
      if (candidate && candidate.cell_type === cells[gapJ + step]?.cell_type) pairs.set(gapJ + step, candidate);
    }
  };
  while (i < base.length && j < cells.length) {
    const candidate = base[i];
    if (candidate !== undefined && equal(candidate, cells[j])) {
      fillGap();
      pairs.set(j, candidate);
      [i, j] = [i + 1, j + 1];
      [gapI, gapJ] = [i, j];
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  [i, j] = [base.length, cells.length];
  fillGap();
  return pairs;
}
