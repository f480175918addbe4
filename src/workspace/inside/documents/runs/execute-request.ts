import { compose, isObject, type WireMessage } from '../../kernels/wire.ts';
import { type CellMap, readCell } from '../shared-notebook.ts';

/**
 * What asks a kernel to run the cell; null when there is nothing in it.
 *
 * @param results  ids of stored results by the names that they have in the notebook
 */
export function executeRequest(
  cell: CellMap,
  session: string,
  results: Readonly<Record<string, string>>,
): WireMessage | null {
  const { id, source, metadata } = readCell(cell);
  if (source.trim() === '') return null;
  const { stoa } = metadata;
  const name = isObject(stoa) && typeof stoa.name === 'string' ? { name: stoa.name } : {};
  return compose(
    'shell',
    'execute_request',
    session,
    {
      code: source,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: true,
      stop_on_error: false,
    },
    { metadata: { cellId: id, stoa: { ...name, results } } },
  );
}
