import { useSyncExternalStore } from 'react';
import { idOf, type SharedCell, sourceOf } from '../document/cell-shape.ts';
import type { NotebookSession } from '../document/notebook-session.ts';
import { useSource } from '../document/use-cells.ts';

const ranWith = new WeakMap<NotebookSession, Map<string, { startedAt: string; source: string }>>();

/** True when the text was changed after the run whose outputs are shown; known for runs that this page saw begin. */
export function useStale(session: NotebookSession, cell: SharedCell): boolean {
  const id = idOf(cell);
  const state = useSyncExternalStore(
    (wake) => session.cells.subscribe(id, wake),
    () => session.cells.get(id),
  );
  const source = useSource(cell);
  const runs = ranWith.get(session) ?? new Map();
  ranWith.set(session, runs);
  const startedAt = state?.startedAt ?? '';
  const known = runs.get(id);
  if (startedAt !== '' && known?.startedAt !== startedAt)
    runs.set(id, { startedAt, source: sourceOf(cell).toString() });
  return known !== undefined && known.startedAt === startedAt && known.source !== source;
}
