import * as Y from 'yjs';
import {
  type CellKind,
  cellsOf,
  idOf,
  kindOf,
  metadataOf,
  notebookKernel,
  outputsOf,
  record,
  type SharedCell,
  sourceOf,
  stoaOf,
} from './cell-shape.ts';

/** A cell as in nbformat 4.5, outputs included. */
export interface CellJson {
  id: string;
  cell_type: CellKind;
  source: string;
  metadata: Record<string, unknown>;
  outputs?: unknown[];
  execution_count?: number | null;
  attachments?: unknown;
}

/** Marks changes of the page's own commands, apart from typing, which belongs to its editor. */
export const commandOrigin = { kind: 'notebook-command' };

export function newCellId(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 12);
}

export function toJson(cell: SharedCell): CellJson {
  return { ...(cell.toJSON() as CellJson), source: sourceOf(cell).toString() };
}

/** A shared cell that is not in a document yet. */
export function fromJson(json: CellJson): SharedCell {
  const cell = new Y.Map<unknown>();
  cell.set('id', json.id);
  cell.set('cell_type', json.cell_type);
  cell.set('source', new Y.Text(json.source));
  cell.set('metadata', new Y.Map(Object.entries(json.metadata)));
  if (json.attachments !== undefined && json.cell_type !== 'code') cell.set('attachments', json.attachments);
  if (json.cell_type === 'code') {
    cell.set('outputs', Y.Array.from((json.outputs ?? []).map(sharedOutput)));
    cell.set('execution_count', json.execution_count ?? null);
    cell.set('execution_state', 'idle');
  }
  return cell;
}

function sharedOutput(output: unknown): Y.Map<unknown> {
  const json = record(output);
  const shared = new Y.Map<unknown>();
  for (const [key, value] of Object.entries(json)) {
    if (key === 'text' && json.output_type === 'stream') {
      shared.set('text', new Y.Text(Array.isArray(value) ? value.join('') : String(value)));
    } else shared.set(key, value);
  }
  return shared;
}

export function indexOf(doc: Y.Doc, id: string): number {
  let found = -1;
  cellsOf(doc).forEach((cell, index) => {
    if (found < 0 && idOf(cell) === id) found = index;
  });
  return found;
}

export function emptyCell(kind: CellKind, kernel?: string, source = ''): CellJson {
  const metadata = kernel === undefined || kind !== 'code' ? {} : { stoa: { kernel } };
  return { id: newCellId(), cell_type: kind, source, metadata };
}

export function insertCells(doc: Y.Doc, index: number, cells: readonly CellJson[]): void {
  doc.transact(() => cellsOf(doc).insert(index, cells.map(fromJson)), commandOrigin);
}

/** Takes the cells out; the answer says what was where, in order, for putting them back. */
export function deleteCells(doc: Y.Doc, ids: readonly string[]): { index: number; cell: CellJson }[] {
  const gone: { index: number; cell: CellJson }[] = [];
  doc.transact(() => {
    const cells = cellsOf(doc);
    for (let index = cells.length - 1; index >= 0; index--) {
      const cell = cells.get(index);
      if (!ids.includes(idOf(cell))) continue;
      gone.unshift({ index, cell: toJson(cell) });
      cells.delete(index);
    }
  }, commandOrigin);
  return gone;
}

export function restoreCells(doc: Y.Doc, gone: readonly { index: number; cell: CellJson }[]): void {
  doc.transact(() => {
    const cells = cellsOf(doc);
    for (const { index, cell } of gone) cells.insert(Math.min(index, cells.length), [fromJson(cell)]);
  }, commandOrigin);
}

/** Moves the cells, kept in order, so that the first of them has the place `to` among the others. */
export function moveCells(doc: Y.Doc, ids: readonly string[], to: number): void {
  doc.transact(() => {
    const moved = deleteCells(doc, ids).map(({ cell }) => cell);
    insertCells(doc, Math.min(Math.max(to, 0), cellsOf(doc).length), moved);
  }, commandOrigin);
}

/** The part after `offset` becomes a cell of its own below; answers its id. */
export function splitCell(doc: Y.Doc, id: string, offset: number): string | null {
  const index = indexOf(doc, id);
  if (index < 0) return null;
  const cell = cellsOf(doc).get(index);
  const source = sourceOf(cell);
  const text = source.toString();
  const { name: _name, chart: _chart, view: _view, ...stoa } = stoaOf(cell);
  const below: CellJson = {
    id: newCellId(),
    cell_type: kindOf(cell),
    source: text.slice(offset).replace(/^\n/, ''),
    metadata: Object.keys(stoa).length > 0 ? { stoa } : {},
  };
  doc.transact(() => {
    source.delete(offset, text.length - offset);
    if (text[offset - 1] === '\n') source.delete(offset - 1, 1);
    cellsOf(doc).insert(index + 1, [fromJson(below)]);
  }, commandOrigin);
  return below.id;
}

/** Joins the sources into the first of the cells, with an empty line between text cells, as JupyterLab does. */
export function mergeCells(doc: Y.Doc, ids: readonly string[]): void {
  const [first, ...rest] = ids;
  if (first === undefined || rest.length === 0) return;
  const index = indexOf(doc, first);
  if (index < 0) return;
  doc.transact(() => {
    const into = cellsOf(doc).get(index);
    const glue = kindOf(into) === 'code' ? '\n' : '\n\n';
    for (const { cell } of deleteCells(doc, rest)) {
      const source = sourceOf(into);
      source.insert(source.length, glue + cell.source);
    }
    const outputs = outputsOf(into);
    if (outputs !== null && outputs.length > 0) outputs.delete(0, outputs.length);
  }, commandOrigin);
}

/** Turns cells into another kind or language; a code cell that only changes its kernel keeps its text and history. */
export function changeKind(doc: Y.Doc, ids: readonly string[], kind: CellKind, kernel?: string): void {
  doc.transact(() => {
    for (const id of ids) {
      const index = indexOf(doc, id);
      if (index < 0) continue;
      const cell = cellsOf(doc).get(index);
      const { kernel: _before, ...stoa } = stoaOf(cell);
      const named =
        kind === 'code' && kernel !== undefined && kernel !== notebookKernel(doc) ? { ...stoa, kernel } : stoa;
      if (kindOf(cell) === kind) {
        if (kind !== 'code' || kernel === undefined) continue;
        const metadata = metadataOf(cell);
        if (Object.keys(named).length > 0) metadata?.set('stoa', named);
        else metadata?.delete('stoa');
        continue;
      }
      const json = toJson(cell);
      const { stoa: _stoa, ...metadata } = json.metadata;
      const next: CellJson = {
        id: json.id,
        cell_type: kind,
        source: json.source,
        metadata: Object.keys(named).length > 0 ? { ...metadata, stoa: named } : metadata,
      };
      cellsOf(doc).delete(index);
      cellsOf(doc).insert(index, [fromJson(next)]);
    }
  }, commandOrigin);
}

export function clearOutputs(doc: Y.Doc, ids: readonly string[]): void {
  doc.transact(() => {
    cellsOf(doc).forEach((cell) => {
      const outputs = outputsOf(cell);
      if (outputs === null || outputs.length === 0 || !ids.includes(idOf(cell))) return;
      outputs.delete(0, outputs.length);
    });
  }, commandOrigin);
}

/** The whole notebook without outputs, as `rejoin` sends it. Outputs are not even read: they may be large. */
export function withoutOutputs(doc: Y.Doc): unknown {
  const meta = doc.getMap('meta').toJSON();
  return {
    nbformat: meta.nbformat ?? 4,
    nbformat_minor: meta.nbformat_minor ?? 5,
    metadata: record(meta.metadata),
    cells: cellsOf(doc).map((cell) => {
      const shared = {
        id: idOf(cell),
        cell_type: kindOf(cell),
        source: sourceOf(cell).toString(),
        metadata: metadataOf(cell)?.toJSON() ?? {},
      };
      if (shared.cell_type === 'code') return { ...shared, outputs: [], execution_count: null };
      const attachments = cell.get('attachments');
      return attachments === undefined ? shared : { ...shared, attachments };
    }),
  };
}
