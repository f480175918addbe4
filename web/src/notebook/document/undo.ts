import * as Y from 'yjs';

const managers = new WeakMap<Y.Text, Y.UndoManager>();

/** One for each cell as long as its text lives: one for each mounted editor would leak listeners and forget. */
export function undoManagerOf(source: Y.Text): Y.UndoManager {
  const known = managers.get(source);
  if (known !== undefined) return known;
  const made = new Y.UndoManager(source, { captureTimeout: 400 });
  managers.set(source, made);
  return made;
}
