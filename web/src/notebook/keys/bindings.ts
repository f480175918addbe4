import type { Commands } from '../commands.ts';

/** The page's own doings that keys reach beside the notebook's commands. */
export interface PageActions {
  showKeys(): void;
  find(): void;
  confirmRestart(): void;
}

export interface Binding {
  /** `mod` is Ctrl, or ⌘ on a Mac. Two strokes are parted by a space. */
  readonly keys: readonly string[];
  /** Its word in the catalogue: `notebook.key.<word>`. */
  readonly word: string;
  readonly run: (commands: Commands, page: PageActions) => void;
}

/** Jupyter's keys while an editor has the keyboard. */
export const editKeys = [
  { keys: ['Escape', 'Mod-m'], word: 'leaveEdit', run: (c) => c.leaveEdit() },
  { keys: ['Shift-Enter'], word: 'runAndNext', run: (c) => c.runAndNext() },
  { keys: ['Ctrl-Enter', 'Mod-Enter'], word: 'runHere', run: (c) => c.runHere() },
  { keys: ['Alt-Enter'], word: 'runAndInsert', run: (c) => c.runAndInsert() },
  { keys: ['Ctrl-Shift--'], word: 'split', run: (c) => c.split() },
  { keys: ['Mod-s'], word: 'save', run: (c) => c.save() },
] as const satisfies readonly Binding[];

/** Jupyter's keys while a cell's frame has the keyboard. */
export const commandKeys = [
  { keys: ['Enter'], word: 'enterEdit', run: (c) => c.enterEdit() },
  { keys: ['Shift-Enter'], word: 'runAndNext', run: (c) => c.runAndNext() },
  { keys: ['Ctrl-Enter', 'Meta-Enter'], word: 'runHere', run: (c) => c.runHere() },
  { keys: ['Alt-Enter'], word: 'runAndInsert', run: (c) => c.runAndInsert() },
  { keys: ['ArrowUp', 'k'], word: 'up', run: (c) => c.step(-1) },
  { keys: ['ArrowDown', 'j'], word: 'down', run: (c) => c.step(1) },
  { keys: ['Shift-ArrowUp', 'Shift-K'], word: 'extendUp', run: (c) => c.step(-1, true) },
  { keys: ['Shift-ArrowDown', 'Shift-J'], word: 'extendDown', run: (c) => c.step(1, true) },
  { keys: ['Home'], word: 'first', run: (c) => c.goToEnd('first') },
  { keys: ['End'], word: 'last', run: (c) => c.goToEnd('last') },
  { keys: ['Mod-a'], word: 'selectAll', run: (c) => c.selectAll() },
  { keys: ['a'], word: 'addAbove', run: (c) => c.add('above') },
  { keys: ['b'], word: 'addBelow', run: (c) => c.add('below') },
  { keys: ['x'], word: 'cut', run: (c) => c.cut() },
  { keys: ['c'], word: 'copy', run: (c) => c.copy() },
  { keys: ['v'], word: 'pasteBelow', run: (c) => c.paste('below') },
  { keys: ['Shift-V'], word: 'pasteAbove', run: (c) => c.paste('above') },
  { keys: ['d d'], word: 'delete', run: (c) => c.delete() },
  { keys: ['z'], word: 'undoDelete', run: (c) => c.undoDelete() },
  { keys: ['Alt-ArrowUp', 'Ctrl-Shift-ArrowUp'], word: 'moveUp', run: (c) => c.move(-1) },
  { keys: ['Alt-ArrowDown', 'Ctrl-Shift-ArrowDown'], word: 'moveDown', run: (c) => c.move(1) },
  { keys: ['Shift-M'], word: 'merge', run: (c) => c.merge() },
  { keys: ['m'], word: 'toText', run: (c) => c.change('markdown') },
  { keys: ['y'], word: 'toCode', run: (c) => c.change('code') },
  { keys: ['r'], word: 'toRaw', run: (c) => c.change('raw') },
  { keys: ['1'], word: 'heading1', run: (c) => c.heading(1) },
  { keys: ['2'], word: 'heading2', run: (c) => c.heading(2) },
  { keys: ['3'], word: 'heading3', run: (c) => c.heading(3) },
  { keys: ['o'], word: 'toggleOutputs', run: (c) => c.toggle('outputs') },
  { keys: ['i i'], word: 'interrupt', run: (c) => c.interrupt() },
  { keys: ['0 0'], word: 'restart', run: (_c, page) => page.confirmRestart() },
  { keys: ['Mod-s', 's'], word: 'save', run: (c) => c.save() },
  { keys: ['f', 'Mod-f'], word: 'find', run: (_c, page) => page.find() },
  { keys: ['?', 'h'], word: 'allKeys', run: (_c, page) => page.showKeys() },
] as const satisfies readonly Binding[];
