import type { JsonObject } from '../../kernels/wire.ts';
import type { Cell, Notebook } from './notebook.ts';
import { same } from './same.ts';
import { mergeTexts } from './text-change.ts';

export interface Merge {
  notebook: Notebook;
  /** Cells in which both sides changed the same thing; the live side was kept. */
  conflicts: string[];
}

/**
 * Merges a whole notebook that somebody wrote into the live one, cell by cell, by id.
 *
 * @param base    what that writer had read
 * @param live    the document now
 * @param theirs  what was written
 */
export function mergeNotebooks(base: Notebook, live: Notebook, theirs: Notebook): Merge {
  const conflicts: string[] = [];
  const [baseCells, liveCells, theirCells] = [byId(base), byId(live), byId(theirs)];
  const kept = new Map<string, Cell>();
  for (const id of new Set([...liveCells.keys(), ...theirCells.keys()])) {
    const outcome = mergeCell(baseCells.get(id), liveCells.get(id), theirCells.get(id));
    if (outcome.conflict) conflicts.push(id);
    if (outcome.cell !== null) kept.set(id, outcome.cell);
  }
  const cells = orderIds(ids(base), ids(live), ids(theirs), kept).map((id) => kept.get(id));
  return {
    notebook: {
      cells: cells.filter((cell) => cell !== undefined),
      metadata: mergeObjects(base.metadata, live.metadata, theirs.metadata).value,
      nbformat: 4,
      nbformat_minor: Math.max(live.nbformat_minor, theirs.nbformat_minor),
    },
    conflicts,
  };
}

function byId(notebook: Notebook): Map<string, Cell> {
  return new Map(notebook.cells.map((cell) => [cell.id, cell]));
}

function ids(notebook: Notebook): string[] {
  return notebook.cells.map(({ id }) => id);
}

interface Outcome {
  cell: Cell | null;
  conflict: boolean;
}

function mergeCell(base: Cell | undefined, live: Cell | undefined, theirs: Cell | undefined): Outcome {
  if (live === undefined && theirs === undefined) return { cell: null, conflict: false };
  if (live === undefined || theirs === undefined) {
    if (base === undefined) return { cell: live ?? theirs ?? null, conflict: false };
    const deletedByThem = live !== undefined;
    const other = live ?? theirs;
    const untouched = other !== undefined && sameText(base, other);
    if (untouched) return { cell: null, conflict: false };
    return { cell: deletedByThem ? live : null, conflict: true };
  }
  if (base === undefined) return { cell: live, conflict: !sameText(live, theirs) };
  return mergeFields(base, live, theirs);
}

/** What a person wrote; what running it produced does not count. */
function sameText(a: Cell, b: Cell): boolean {
  return a.source === b.source && a.cell_type === b.cell_type && same(a.attachments, b.attachments);
}

function mergeFields(base: Cell, live: Cell, theirs: Cell): Outcome {
  const source = mergeTexts(base.source, live.source, theirs.source);
  const type = pick(base.cell_type, live.cell_type, theirs.cell_type);
  const metadata = mergeObjects(base.metadata, live.metadata, theirs.metadata);
  const attachments = pick(base.attachments, live.attachments, theirs.attachments);
  // Outputs and their number belong together, or a cell would show one run's number and the other's output.
  const run = pick(runOf(base), runOf(live), runOf(theirs));
  return {
    cell: {
      id: live.id,
      source: source ?? live.source,
      cell_type: type.value,
      metadata: metadata.value,
      ...run.value,
      ...(attachments.value === undefined ? {} : { attachments: attachments.value }),
    },
    conflict: source === null || type.conflict || metadata.conflict || attachments.conflict || run.conflict,
  };
}

function runOf({ outputs, execution_count }: Cell): Pick<Cell, 'outputs' | 'execution_count'> {
  return { outputs, execution_count };
}

function pick<T>(base: T, live: T, theirs: T): { value: T; conflict: boolean } {
  if (same(live, theirs) || same(theirs, base)) return { value: live, conflict: false };
  if (same(live, base)) return { value: theirs, conflict: false };
  return { value: live, conflict: true };
}

/** Times of a run differ whenever two programs ran the cell: no reason to trouble anybody. */
const neverInConflict = ['execution', 'language_info'];

function mergeObjects(
  base: JsonObject,
  live: JsonObject,
  theirs: JsonObject,
): { value: JsonObject; conflict: boolean } {
  const value: JsonObject = {};
  let conflict = false;
  for (const key of new Set([...Object.keys(live), ...Object.keys(theirs)])) {
    const outcome = pick(base[key], live[key], theirs[key]);
    if (outcome.conflict && !neverInConflict.includes(key)) conflict = true;
    if (outcome.value !== undefined) value[key] = outcome.value;
  }
  return { value, conflict };
}

/** The live order, unless only the other side moved cells; new cells stand after the one they were written after. */
function orderIds(base: string[], live: string[], theirs: string[], kept: Map<string, Cell>): string[] {
  const [inBase, inLive, inTheirs] = [new Set(base), new Set(live), new Set(theirs)];
  const inAll = (list: string[]): string[] => list.filter((id) => inBase.has(id) && inLive.has(id) && inTheirs.has(id));
  const [before, now, then] = [inAll(base), inAll(live), inAll(theirs)];
  const onlyTheyMoved = same(before, now) && !same(before, then);
  const [leading, other] = onlyTheyMoved ? [theirs, live] : [live, theirs];
  const order = leading.filter((id) => kept.has(id));
  const placed = new Set(order);
  /** What stands after each of `order`; after null what stands before all. */
  const after = new Map<string | null, string[]>();
  let previous: string | null = null;
  for (const id of other) {
    if (placed.has(id)) previous = id;
    else if (kept.has(id)) {
      const group = after.get(previous);
      if (group === undefined) after.set(previous, [id]);
      else group.push(id);
    }
  }
  return [...(after.get(null) ?? []), ...order.flatMap((id) => [id, ...(after.get(id) ?? [])])];
}
