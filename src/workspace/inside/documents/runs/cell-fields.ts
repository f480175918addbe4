import type { Doc } from 'yjs';
import { isObject, type JsonObject } from '../../kernels/wire.ts';
import { isDeleted } from '../output/cell-output.ts';
import { type CellMap, outputsOf, readCell, serverOrigin } from '../shared-notebook.ts';

/** What the server writes of a cell beside its outputs: the count, and when it ran. */

/** As before a run: no outputs, no count, no times. */
export function clearCell(doc: Doc, cell: CellMap): void {
  doc.transact(() => {
    const outputs = outputsOf(cell);
    if (outputs !== null && outputs.length > 0) outputs.delete(0, outputs.length);
    if (cell.get('execution_count') !== null) cell.set('execution_count', null);
    setMetadata(cell, 'execution', {});
  }, serverOrigin);
}

export function setExecutionCount(doc: Doc, cell: CellMap, count: number): void {
  doc.transact(() => cell.set('execution_count', count), serverOrigin);
}

/** @param times  by the names of `ExecutionTimes`, as ISO 8601 */
export function addTimes(doc: Doc, cell: CellMap, times: JsonObject): void {
  if (isDeleted(cell)) return;
  doc.transact(() => {
    const before = readCell(cell).metadata.execution;
    setMetadata(cell, 'execution', { ...(isObject(before) ? before : {}), ...times });
  }, serverOrigin);
}

/** An error of ours, where a kernel's would stand. */
export function errorOutput(name: string, reason: string): JsonObject {
  return { output_type: 'error', ename: name, evalue: reason, traceback: [reason] };
}

function setMetadata(cell: CellMap, key: string, value: JsonObject): void {
  const map: unknown = cell.get('metadata');
  if (typeof map !== 'object' || map === null || !('set' in map) || typeof map.set !== 'function') return;
  map.set(key, value);
}
