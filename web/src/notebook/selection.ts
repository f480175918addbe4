import { Watched } from './document/watched.ts';

/** Jupyter's two modes: in `edit` keys go to the active cell's editor, in `command` they act on cells. */
export interface Selection {
  readonly active: string | null;
  /** All selected cells, the active one among them, in no order. */
  readonly selected: ReadonlySet<string>;
  readonly mode: 'command' | 'edit';
}

export const nothingSelected: Selection = { active: null, selected: new Set(), mode: 'command' };

export type WatchedSelection = Watched<Selection>;

export function watchSelection(): WatchedSelection {
  return new Watched(nothingSelected);
}

export function select(id: string | null, mode: Selection['mode'] = 'command'): Selection {
  return { active: id, selected: new Set(id === null ? [] : [id]), mode };
}

/** Selects from the cell where the selection began to `id`; the active cell moves, the far end stays. */
export function extend(before: Selection, order: readonly string[], id: string): Selection {
  const here = order.indexOf(before.active ?? '');
  if (here < 0) return select(id);
  const places = order.flatMap((one, place) => (before.selected.has(one) ? [place] : []));
  const low = Math.min(...places);
  const high = Math.max(...places);
  const anchor = here === low ? high : low;
  const to = order.indexOf(id);
  const range = order.slice(Math.min(anchor, to), Math.max(anchor, to) + 1);
  return { active: id, selected: new Set(range), mode: 'command' };
}
