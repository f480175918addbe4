import { type KeyboardEvent, useCallback, useMemo } from 'react';
import { isTyping } from '../../shell/keys.ts';
import type { Commands } from '../commands.ts';
import { type Binding, commandKeys, type PageActions } from './bindings.ts';
import { forMachine, onMac, StrokeReader, strokeName } from './stroke.ts';

/** Jupyter's keys in command mode; an editor has its own, a field and an open dialog keep theirs. */
export function useNotebookKeys(commands: Commands, page: PageActions): (event: KeyboardEvent) => void {
  const reader = useMemo(() => {
    const known = new Map<string, Binding>();
    for (const binding of commandKeys) for (const keys of binding.keys) known.set(forMachine(keys, onMac), binding);
    return new StrokeReader<Binding>(known);
  }, []);
  return useCallback(
    (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.nativeEvent.isComposing || isTyping(event.target)) return;
      if (!(event.target instanceof Element) || event.target.closest('[role="menu"], [role="dialog"], [role="grid"]'))
        return;
      // Enter and Space on a button press it.
      if (
        event.target.closest('button, a') !== null &&
        (event.key === 'Enter' || event.key === ' ') &&
        !event.shiftKey &&
        !event.ctrlKey
      )
        return;
      const found = reader.read(strokeName(event), event.timeStamp);
      if (found === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (found !== 'waiting') found.run(commands, page);
    },
    [commands, page, reader],
  );
}
