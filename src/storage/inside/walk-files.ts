import { type Dirent, opendirSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Place } from './location.ts';

/** What a walk may cost: beyond it the rest is left out, the deepest first. */
export interface WalkBounds {
  entries: number;
  milliseconds: number;
}

/** Paths in the home, nearest first; `complete` is false when some were left out. */
export interface Walk {
  paths: string[];
  complete: boolean;
}

/** Folders that packages fill and nobody looks into. */
const skipped = new Set(['node_modules', 'site-packages', '__pycache__']);
/** Entries looked at before others get their turn. */
const batch = 1000;

/** Every file of the places, hidden ones left out. Links are not followed: they may lead in circles. */
export async function walkFiles(places: readonly Place[], bounds: WalkBounds): Promise<Walk> {
  const paths: string[] = [];
  const end = performance.now() + bounds.milliseconds;
  const folders = places.map(({ path, root }) => ({ path: path as string, absolute: root }));
  let looked = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of entriesOf(folder.absolute)) {
      if (++looked > bounds.entries) return { paths, complete: false };
      if (looked % batch === 0) {
        await breathe();
        if (performance.now() > end) return { paths, complete: false };
      }
      const { name } = entry;
      if (name.startsWith('.')) continue;
      const path = folder.path === '' ? name : `${folder.path}/${name}`;
      if (entry.isFile()) paths.push(path);
      else if (entry.isDirectory() && !skipped.has(name))
        folders.push({ path, absolute: `${folder.absolute}/${name}` });
    }
  }
  return { paths, complete: true };
}

/** Nothing of a folder that may not be read, or that went away. */
function* entriesOf(absolute: string): Generator<Dirent> {
  let folder: ReturnType<typeof opendirSync>;
  try {
    folder = opendirSync(absolute, { bufferSize: batch });
  } catch {
    return;
  }
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) yield entry;
  } catch {
    // It was taken away while it was read.
  } finally {
    folder.closeSync();
  }
}
