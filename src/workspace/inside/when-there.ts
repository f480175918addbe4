import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** The folder is watched; this is for where the system refuses that, as when a user has too many watches. */
const lookEveryMs = 100;

/**
 * Calls back once, when something lies at the path, its folder being there already. Waiting takes no processor time,
 * however many wait. Answers how to give up.
 */
export function whenThere(path: string, there: () => void): () => void {
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    watcher?.close();
    clearInterval(timer);
  };
  const look = (): boolean => {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return false;
    stop();
    there();
    return true;
  };
  try {
    watcher = watch(dirname(path), (_, name) => {
      if (name === null || name === basename(path)) look();
    });
    watcher.on('error', () => undefined);
  } catch {
    // Looked for by the clock alone.
  }
  // After the watch, so that it cannot appear in between unseen.
  if (!look()) timer = setInterval(look, lookEveryMs);
  return stop;
}
