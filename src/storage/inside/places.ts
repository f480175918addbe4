import { setTimeout as delay } from 'node:timers/promises';
import type { Place, Places } from '../contract.ts';
import { isWritable } from './entry.ts';
import type { FilesEnvironment } from './environment.ts';
import { FolderHandle } from './folder-handle.ts';
import { knownPlaces } from './known-places.ts';
import { readSpace } from './space.ts';
import type { Trash } from './trash.ts';
import { measureTree, stepper, type TreeSize } from './tree.ts';

/** A count is kept this many times as long as it took, so that counting never takes more than a fiftieth of the time. */
const keepTimes = 50;
const keepAtLeastMilliseconds = 2000;
const mostMilliseconds = 10_000;
const waitMilliseconds = 150;

interface Count {
  size: TreeSize | undefined;
  /** Milliseconds since 1970; counted anew afterwards. */
  keepUntil: number;
  counting: Promise<void> | undefined;
}

/** How much is in each place. Counting walks all of it, so it is done beside, kept a while, and given up when long. */
export class PlaceSizes {
  readonly #counts = new Map<string, Count>();
  readonly #ready: Promise<unknown>;

  /** @param ready  before this nothing is counted: a new home is still being filled */
  constructor(ready: Promise<unknown>) {
    this.#ready = ready;
  }

  async of(root: string): Promise<TreeSize | undefined> {
    const known = this.#counts.get(root) ?? { size: undefined, keepUntil: 0, counting: undefined };
    this.#counts.set(root, known);
    if (known.counting === undefined && Date.now() > known.keepUntil) {
      const startedAt = Date.now();
      known.counting = this.#ready
        .then(() => count(root))
        .then((size) => {
          known.size = size ?? known.size;
          known.keepUntil = Date.now() + Math.max(keepAtLeastMilliseconds, keepTimes * (Date.now() - startedAt));
          known.counting = undefined;
        });
    }
    if (known.size === undefined)
      await Promise.race([known.counting, delay(waitMilliseconds, undefined, { ref: false })]);
    return known.size;
  }
}

async function count(root: string): Promise<TreeSize | undefined> {
  try {
    using folder = FolderHandle.open(root);
    return await measureTree(folder, '.', stepper(AbortSignal.timeout(mostMilliseconds)));
  } catch {
    return undefined;
  }
}

export async function readPlaces(env: FilesEnvironment, trash: Trash, sizes: PlaceSizes): Promise<Places> {
  const known = knownPlaces(env);
  const places: Place[] = await Promise.all(
    known.map(async ({ kind, path, name, root }) => {
      const size = await sizes.of(root);
      const counted = size !== undefined;
      return {
        kind,
        path,
        name,
        bytes: size?.bytes ?? null,
        counted,
        writable: isWritable(root),
        space: readSpace(root),
      };
    }),
  );
  const items = await trash.list();
  const bytes = items.reduce((sum, item) => sum + (item.bytes ?? 0), 0);
  const counted = items.every((item) => item.bytes !== null);
  places.push({ kind: 'trash', path: '.stoa/trash', name: '', bytes, counted, items: items.length, writable: true });
  return { places, trash: { items: items.length, bytes, retentionDays: env.retentionDays } };
}
