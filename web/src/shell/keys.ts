const mac = /Mac|iPhone|iPad/.test(navigator.platform);

/** The key that opens commands, as this keyboard calls it. */
export const commandKey = mac ? '⌘' : 'Ctrl';

/** True where typing belongs to a field or an editor, and single letters are no commands. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role="textbox"], .xterm') !== null)
  );
}

/** Ctrl-K; with Shift too, for a terminal, where Ctrl-K is the shell's. */
export function opensPalette({ ctrlKey, metaKey, altKey, key }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k';
}
