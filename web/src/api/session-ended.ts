import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

/** True while the server no longer knows the session of a page that is still open. */
let ended = false;
const watchers = new Set<() => void>();

export function noteSessionEnded(now: boolean): void {
  if (ended === now) return;
  ended = now;
  // Every question would be refused: none is asked until somebody signs in.
  onlineManager.setOnline(!now);
  for (const watch of watchers) watch();
}

export const hasSessionEnded = (): boolean => ended;

export function useSessionEnded(): boolean {
  return useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => ended,
  );
}
