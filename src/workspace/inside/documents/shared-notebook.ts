import * as Y from 'yjs';
import { isObject, type JsonObject } from '../kernels/wire.ts';
import { type Cell, type CellType, joinOutput, type Notebook } from './rules/notebook.ts';
import { same } from './rules/same.ts';
import { stayingCells } from './rules/staying-cells.ts';
import { changeBetween } from './rules/text-change.ts';

/**
 * A notebook in a Y.Doc, in the layout of @jupyter/ydoc's YNotebook, which browsers use. The server works on the shared
 * types directly: a YNotebook keeps a wrapper and listeners for every cell, and inserts cells slowly.
 */

/** Origin of transactions that the server makes, as against those of pages. */
export const serverOrigin = 'server';

// biome-ignore lint/suspicious/noExplicitAny: Yjs types the values of its maps so
export type CellMap = Y.Map<any>;

export function cellsOf(doc: Y.Doc): Y.Array<CellMap> {
  return doc.getArray('cells');
}

function metaOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap('meta');
}

/** A document with the notebook in it, made in one transaction. */
export function documentOf(notebook: Notebook): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    const meta = metaOf(doc);
    const metadata = new Y.Map<unknown>(Object.entries(notebook.metadata));
    meta.set('metadata', metadata);
    meta.set('nbformat', 4);
    meta.set('nbformat_minor', notebook.nbformat_minor);
    cellsOf(doc).insert(0, notebook.cells.map(makeCell));
  }, serverOrigin);
  return doc;
}

export function makeCell(cell: Cell): CellMap {
  const map: CellMap = new Y.Map();
  map.set('id', cell.id);
  map.set('cell_type', cell.cell_type);
  map.set('source', new Y.Text(cell.source));
  map.set('metadata', new Y.Map(Object.entries(cell.metadata)));
  if (cell.cell_type === 'code') {
    map.set('outputs', Y.Array.from(cell.outputs.map(makeOutput)));
    map.set('execution_count', cell.execution_count);
  } else if (cell.attachments !== undefined) {
    map.set('attachments', cell.attachments);
  }
  return map;
}

/** A stream's text is a shared text, so that output can be appended; everything else is plain JSON. */
export function makeOutput(output: JsonObject): Y.Map<unknown> {
  const whole = joinOutput(output);
  const entries = Object.entries(whole).map(([key, value]): [string, unknown] =>
    key === 'text' && whole.output_type === 'stream' ? [key, new Y.Text(String(value))] : [key, value],
  );
  return new Y.Map(entries);
}

export function readNotebook(doc: Y.Doc): Notebook {
  const metadata = metaOf(doc).get('metadata');
  const minor = metaOf(doc).get('nbformat_minor');
  return {
    cells: cellsOf(doc).map(readCell),
    metadata: metadata instanceof Y.Map ? metadata.toJSON() : isObject(metadata) ? metadata : {},
    nbformat: 4,
    nbformat_minor: typeof minor === 'number' ? Math.max(5, minor) : 5,
  };
}

export function readCell(map: CellMap): Cell {
  const type = cellType(map.get('cell_type'));
  const metadata: unknown = map.get('metadata');
  const count: unknown = map.get('execution_count');
  const attachments: unknown = map.get('attachments');
  return {
    id: String(map.get('id')),
    cell_type: type,
    source: String(map.get('source') ?? ''),
    metadata: metadata instanceof Y.Map ? metadata.toJSON() : isObject(metadata) ? metadata : {},
    outputs: type === 'code' ? (outputsOf(map)?.toJSON().filter(isObject) ?? []) : [],
    execution_count: typeof count === 'number' && count > 0 ? count : null,
    ...(type !== 'code' && isObject(attachments) ? { attachments } : {}),
  };
}

function cellType(value: unknown): CellType {
  return value === 'code' || value === 'markdown' ? value : 'raw';
}

export function outputsOf(map: CellMap): Y.Array<Y.Map<unknown>> | null {
  const outputs: unknown = map.get('outputs');
  return outputs instanceof Y.Array ? outputs : null;
}

export function findCell(doc: Y.Doc, id: string): CellMap | null {
  for (const cell of cellsOf(doc)) if (cell.get('id') === id) return cell;
  return null;
}

export function metadataValue(doc: Y.Doc, key: string): unknown {
  const metadata = metaOf(doc).get('metadata');
  return metadata instanceof Y.Map ? metadata.get(key) : undefined;
}

export function setMetadataValue(doc: Y.Doc, key: string, value: unknown): void {
  let metadata = metaOf(doc).get('metadata');
  if (!(metadata instanceof Y.Map)) {
    metadata = new Y.Map();
    metaOf(doc).set('metadata', metadata);
  }
  if (metadata instanceof Y.Map && !same(metadata.get(key), value)) metadata.set(key, value);
}

/** Makes the document equal to the notebook with the fewest changes, so that cursors and undo survive. */
export function applyNotebook(doc: Y.Doc, target: Notebook): void {
  doc.transact(() => {
    for (const [key, value] of Object.entries(target.metadata)) setMetadataValue(doc, key, value);
    const metadata = metaOf(doc).get('metadata');
    if (metadata instanceof Y.Map) {
      for (const key of [...metadata.keys()]) if (!(key in target.metadata)) metadata.delete(key);
    }
    applyOrder(doc, target.cells);
    cellsOf(doc).forEach((map, index) => {
      const cell = target.cells[index];
      if (cell !== undefined) applyCell(map, cell);
    });
  }, serverOrigin);
}

/** A cell cannot move in Yjs, only go and come again: the most that can stay where they are do. */
function applyOrder(doc: Y.Doc, target: Cell[]): void {
  const cells = cellsOf(doc);
  const current = cells.map((map) => String(map.get('id')));
  const staying = stayingCells(
    current,
    target.map(({ id }) => id),
  );
  // From the end, a run of neighbours at once: each call walks through the list.
  for (let end = current.length; end > 0; ) {
    let start = end;
    while (start > 0 && !staying.has(start - 1)) start--;
    if (start < end) cells.delete(start, end - start);
    end = start === end ? end - 1 : start;
  }
  const stay = new Set([...staying].map((index) => current[index]));
  let from = 0;
  target.forEach((cell, index) => {
    if (!stay.has(cell.id)) return;
    if (from < index) cells.insert(from, target.slice(from, index).map(makeCell));
    from = index + 1;
  });
  if (from < target.length) cells.insert(from, target.slice(from).map(makeCell));
}

function applyCell(map: CellMap, cell: Cell): void {
  if (map.get('cell_type') !== cell.cell_type) {
    map.set('cell_type', cell.cell_type);
    if (cell.cell_type === 'code' && outputsOf(map) === null) map.set('outputs', new Y.Array());
    if (cell.cell_type !== 'code') map.delete('outputs');
  }
  const source: unknown = map.get('source');
  if (source instanceof Y.Text) setText(source, cell.source);
  const now = readCell(map);
  const metadata: unknown = map.get('metadata');
  if (metadata instanceof Y.Map && !same(now.metadata, cell.metadata)) {
    for (const key of [...metadata.keys()]) if (!(key in cell.metadata)) metadata.delete(key);
    for (const [key, value] of Object.entries(cell.metadata)) {
      if (!same(metadata.get(key), value)) metadata.set(key, value);
    }
  }
  if (!same(now.attachments, cell.attachments)) map.set('attachments', cell.attachments);
  if (cell.cell_type !== 'code') return;
  if (now.execution_count !== cell.execution_count) map.set('execution_count', cell.execution_count);
  const outputs = outputsOf(map);
  if (outputs !== null && !same(now.outputs, cell.outputs)) {
    outputs.delete(0, outputs.length);
    outputs.insert(0, cell.outputs.map(makeOutput));
  }
}

export function setText(text: Y.Text, value: string): void {
  const { start, removed, inserted } = changeBetween(text.toString(), value);
  if (removed > 0) text.delete(start, removed);
  if (inserted !== '') text.insert(start, inserted);
}
