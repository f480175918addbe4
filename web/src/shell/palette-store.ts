import { useSyncExternalStore } from 'react';

/** Which of the frame's own dialogs is open. */
export type Dialog = 'palette' | 'keys' | null;

let open: Dialog = null;
const watchers = new Set<() => void>();

export function showDialog(dialog: Dialog): void {
  open = dialog;
  for (const watch of watchers) watch();
}

export const openPalette = () => showDialog('palette');
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
