import { useSyncExternalStore } from 'react';

/** Which of the frame's own dialogs is open. */
export type Dialog = 'palette' | 'keys' | 'stop' | null;

let open: Dialog = null;
const watchers = new Set<() => void>();

export function showDialog(dialog: Dialog): void {
  open = dialog;
  for (const watch of watchers) watch();
}

/** Closes `dialog` unless another has taken its place since: what the palette opens outlives the palette. */
export function closeDialog(dialog: Dialog): void {
  if (open === dialog) showDialog(null);
}

export const openPalette = () => showDialog('palette');
export const openStop = () => showDialog('stop');
export const openKeys = () => showDialog('keys');

export function useDialog(): Dialog {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => open,
  );
}
