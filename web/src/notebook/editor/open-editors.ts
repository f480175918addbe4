import type { EditorView } from '@codemirror/view';

/** Where the cursor goes; `editor` leaves it where it was. */
export type Where = 'start' | 'end' | 'editor' | number;

const open = new Map<string, EditorView>();
/** The stand-ins of editors whose code is not here yet. */
const fields = new Map<string, HTMLTextAreaElement>();
/** Cells whose editor should get the keyboard as soon as it is there, and where its cursor goes. */
const wanted = new Map<string, Where>();
const listeners = new Map<string, Set<() => void>>();

export function editorOf(cellId: string): EditorView | null {
  return open.get(cellId) ?? null;
}

/** Offset of the cursor in the cell's text; null where nobody writes. */
export function cursorOf(cellId: string): number | null {
  return open.get(cellId)?.state.selection.main.head ?? fields.get(cellId)?.selectionEnd ?? null;
}

export function registerField(cellId: string, field: HTMLTextAreaElement): () => void {
  fields.set(cellId, field);
  return () => {
    if (fields.get(cellId) === field) fields.delete(cellId);
  };
}

export function registerEditor(cellId: string, view: EditorView): () => void {
  open.set(cellId, view);
  const where = wanted.get(cellId);
  if (where !== undefined) focusEditor(cellId, where);
  return () => {
    if (open.get(cellId) === view) open.delete(cellId);
  };
}

/** Gives the editor the keyboard, now or when it has been made. */
export function focusEditor(cellId: string, where: Where): void {
  const view = open.get(cellId);
  if (view === undefined) {
    wanted.set(cellId, where);
    for (const tell of listeners.get(cellId) ?? []) tell();
    return;
  }
  wanted.delete(cellId);
  const { length } = view.state.doc;
  if (where !== 'editor') {
    const anchor = where === 'start' ? 0 : where === 'end' ? length : Math.min(where, length);
    view.dispatch({ selection: { anchor }, scrollIntoView: true });
  }
  view.focus();
}

/** Calls `tell` when somebody wants the editor of a cell that has none, and now if somebody does. */
export function onWanted(cellId: string, tell: (where: Where) => void): () => void {
  const heard = () => tell(wanted.get(cellId) ?? 'editor');
  const all = listeners.get(cellId) ?? new Set();
  listeners.set(cellId, all.add(heard));
  if (wanted.has(cellId)) heard();
  return () => {
    all.delete(heard);
    if (all.size === 0 && listeners.get(cellId) === all) listeners.delete(cellId);
  };
}

/** What a stand-in leaves to the editor that takes its place: the cursor's offset, or null when it was not written in. */
export function handOver(cellId: string, cursor: number | null): void {
  if (cursor === null) wanted.delete(cellId);
  else wanted.set(cellId, cursor);
}
