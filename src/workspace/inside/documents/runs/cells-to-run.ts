import type { Doc } from 'yjs';
import { cellsOf } from '../shared-notebook.ts';

/** Code cells in the document's order, from one cell on, or before one. */
export function codeCells(doc: Doc, range: { from?: string; before?: string }): string[] {
  const cells = cellsOf(doc).map((cell) => ({ id: String(cell.get('id')), isCode: cell.get('cell_type') === 'code' }));
  const indexOf = (id: string): number => cells.findIndex((cell) => cell.id === id);
  const first = range.from === undefined ? 0 : Math.max(0, indexOf(range.from));
  const end = range.before === undefined ? cells.length : indexOf(range.before);
  return cells.filter(({ isCode }, index) => isCode && index >= first && index < end).map(({ id }) => id);
}
