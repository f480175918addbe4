import type { EditorView } from '@codemirror/view';

const open = new Map<string, EditorView>();
/** Cells whose editor should get the keyboard as soon as it is there, and where its cursor goes. */
const wanted = new Map<string, 'start' | 'end' | 'editor' | number>();
const listeners = new Map<string, () => void>();

export function editorOf(cellId: string): EditorView | null {
  return open.get(cellId) ?? null;
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
export function focusEditor(cellId: string, where: 'start' | 'end' | 'editor' | number): void {
  const view = open.get(cellId);
  if (view === undefined) {
    wanted.set(cellId, where);
    listeners.get(cellId)?.();
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

/** Calls `mount` when somebody wants the editor of a cell that has none. */
export function onWanted(cellId: string, mount: () => void): () => void {
  listeners.set(cellId, mount);
  if (wanted.has(cellId)) mount();
  return () => {
    if (listeners.get(cellId) === mount) listeners.delete(cellId);
  };
}
