import { useEffect, useMemo } from 'react';
import { isTyping } from '../../shell/keys.ts';
import type { Commands } from '../commands.ts';
import { type Binding, commandKeys, type PageActions } from './bindings.ts';
import { forMachine, onMac, StrokeReader, strokeName } from './stroke.ts';

/**
 * Jupyter's keys in command mode, while a cell has the keyboard or nothing has. An editor has its own keys; fields,
 * menus, tables and dialogs keep theirs.
 */
export function useNotebookKeys(commands: Commands, page: PageActions): void {
  const reader = useMemo(() => {
    const known = new Map<string, Binding>();
    for (const binding of commandKeys) for (const keys of binding.keys) known.set(forMachine(keys, onMac), binding);
    return new StrokeReader<Binding>(known);
  }, []);
  useEffect(() => {
    // On the document: before the shell's own keys, which listen on the window.
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || !ours(event)) return;
      const found = reader.read(strokeName(event), event.timeStamp);
      if (found === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (found !== 'waiting') found.run(commands, page);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [commands, page, reader]);
}

function ours({ target, key, shiftKey, ctrlKey }: KeyboardEvent): boolean {
  if (!(target instanceof Element) || isTyping(target)) return false;
  if (target === document.body) return true;
  if (target.closest('#page') === null || target.closest('[role="menu"], [role="dialog"], [role="grid"]')) return false;
  // Enter and Space on a button press it.
  const presses = (key === 'Enter' || key === ' ') && !shiftKey && !ctrlKey;
  return !(presses && target.closest('button, a') !== null);
}
