import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

export type EndReason = 'suspended';

/** True while the server no longer knows the session of a page that is still open. */
let ended = false;
/** Why, where that was told before the session ended: afterwards nobody can be asked. */
let reason: EndReason | null = null;
const watchers = new Set<() => void>();

export function noteSessionEnded(now: boolean): void {
  if (ended === now) return;
  ended = now;
  if (!now) reason = null;
  // Every question would be refused: none is asked until somebody signs in.
  onlineManager.setOnline(!now);
  for (const watch of watchers) watch();
}

/** Told while the session still lives: it ends in a moment. */
export function noteEndReason(told: EndReason): void {
  reason = told;
  for (const watch of watchers) watch();
}

export const hasSessionEnded = (): boolean => ended;

export const useSessionEnded = (): boolean => useSyncExternalStore(follow, () => ended);

export const useEndReason = (): EndReason | null => useSyncExternalStore(follow, () => reason);

function follow(watch: () => void): () => void {
  watchers.add(watch);
  return () => watchers.delete(watch);
}
