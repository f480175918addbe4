/**
 * The shared document is the `YNotebook` of @jupyter/ydoc: an array `cells` of maps {id, cell_type, source: Y.Text,
 * metadata: Y.Map, outputs: Y.Array, execution_count} and a map `meta`. The page reads those Yjs types directly:
 * ydoc's wrappers add listeners and an undo manager to every cell, which a notebook of 1,000 cells feels.
 */
import * as Y from 'yjs';
import type { KernelName } from '../../../../src/workspace/protocol/document.ts';

export type SharedCell = Y.Map<unknown>;
export type CellKind = 'code' | 'markdown' | 'raw';

/** `metadata.stoa` of a cell: the protocol's CellMetadata, and what only this page needs. */
export interface StoaMetadata {
  readonly kernel?: KernelName;
  readonly name?: string;
  /** Which of table and chart is shown. */
  readonly view?: 'table' | 'chart' | 'both';
  /** A Vega-Lite specification without its data. */
  readonly chart?: Record<string, unknown>;
}

export function cellsOf(doc: Y.Doc): Y.Array<SharedCell> {
  return doc.getArray<SharedCell>('cells');
}

export function idOf(cell: SharedCell): string {
  const id = cell.get('id');
  return typeof id === 'string' ? id : '';
}

export function kindOf(cell: SharedCell): CellKind {
  const kind = cell.get('cell_type');
  return kind === 'markdown' || kind === 'raw' ? kind : 'code';
}

export function sourceOf(cell: SharedCell): Y.Text {
  const source = cell.get('source');
  return source instanceof Y.Text ? source : detachedText;
}

const detachedText = new Y.Doc().getText('none');

export function metadataOf(cell: SharedCell): Y.Map<unknown> | null {
  const metadata = cell.get('metadata');
  return metadata instanceof Y.Map ? metadata : null;
}

export function outputsOf(cell: SharedCell): Y.Array<unknown> | null {
  const outputs = cell.get('outputs');
  return outputs instanceof Y.Array ? outputs : null;
}

export function executionCountOf(cell: SharedCell): number | null {
  const count = cell.get('execution_count');
  return typeof count === 'number' ? count : null;
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function stoaOf(cell: SharedCell): StoaMetadata {
  return record(metadataOf(cell)?.get('stoa')) as StoaMetadata;
}

export function setStoa(cell: SharedCell, change: { [K in keyof StoaMetadata]?: StoaMetadata[K] | undefined }): void {
  const metadata = metadataOf(cell);
  if (metadata === null) return;
  const next = Object.fromEntries(
    Object.entries({ ...stoaOf(cell), ...change }).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(next).length === 0) metadata.delete('stoa');
  else metadata.set('stoa', next);
}

/** What JupyterLab keeps under `metadata.jupyter`. */
export function hiddenParts(cell: SharedCell): { source: boolean; outputs: boolean } {
  const jupyter = record(metadataOf(cell)?.get('jupyter'));
  return { source: jupyter.source_hidden === true, outputs: jupyter.outputs_hidden === true };
}

export function setHidden(cell: SharedCell, part: 'source' | 'outputs', hidden: boolean): void {
  const metadata = metadataOf(cell);
  if (metadata === null) return;
  const { [`${part}_hidden`]: _before, ...rest } = record(metadata.get('jupyter'));
  const next = hidden ? { ...rest, [`${part}_hidden`]: true } : rest;
  if (Object.keys(next).length === 0) metadata.delete('jupyter');
  else metadata.set('jupyter', next);
}

export function notebookKernel(doc: Y.Doc): KernelName {
  const metadata = doc.getMap('meta').get('metadata');
  const spec = metadata instanceof Y.Map ? record(metadata.get('kernelspec')) : record(record(metadata).kernelspec);
  return typeof spec.name === 'string' ? spec.name : 'python3';
}

export function kernelOf(cell: SharedCell, doc: Y.Doc): KernelName {
  return stoaOf(cell).kernel ?? notebookKernel(doc);
}
