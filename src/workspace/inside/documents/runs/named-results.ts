import * as Y from 'yjs';
import { type ResultOutput, resultMime } from '../../../../engines/duckdb/result.ts';
import { isObject } from '../../kernels/wire.ts';
import { type CellMap, cellsOf, outputsOf } from '../shared-notebook.ts';

/**
 * The stored result that each name in the notebook stands for now: a name that a cell was given after its run too.
 * Of cells with the same name the one that ran last counts.
 */
export function namedResults(doc: Y.Doc): Record<string, string> {
  const named = new Map<string, string>();
  for (const cell of cellsOf(doc)) {
    const name = nameOf(cell);
    const id = name === undefined ? undefined : resultOf(cell);
    // Ids begin with the time, so the later one is the greater.
    if (name !== undefined && id !== undefined && id > (named.get(name) ?? '')) named.set(name, id);
  }
  return Object.fromEntries(named);
}

function nameOf(cell: CellMap): string | undefined {
  const metadata: unknown = cell.get('metadata');
  const stoa: unknown = metadata instanceof Y.Map ? metadata.get('stoa') : undefined;
  return isObject(stoa) && typeof stoa.name === 'string' ? stoa.name : undefined;
}

/** Of several statements the last one's, as in a run. */
function resultOf(cell: CellMap): string | undefined {
  const outputs = outputsOf(cell)?.toArray() ?? [];
  return outputs.map((output) => completeResult(output.get('data'))).findLast((id) => id !== undefined);
}

function completeResult(data: unknown): string | undefined {
  const result: unknown = isObject(data) ? data[resultMime] : undefined;
  if (!isObject(result)) return undefined;
  const { id, complete, statement }: Partial<Record<keyof ResultOutput, unknown>> = result;
  return typeof id === 'string' && complete === true && statement === undefined ? id : undefined;
}
