import { readdirSync } from 'node:fs';
import { Problem } from '../../platform/problem.ts';
import type { Conflict, Entry, Job, TrashItem } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import { type HomePath, join, nameOf, parentOf, parseHomePath } from '../rules/home-path.ts';
import { readEntry } from './entry.ts';
import type { FilesEnvironment } from './environment.ts';
import { type FolderHandle, openParent } from './folder-handle.ts';
import type { JobProgress, Jobs } from './jobs.ts';
import { knownPlaces } from './known-places.ts';
import { locate, type Place, refuseProtected } from './location.ts';
import type { Owners } from './owners.ts';
import { putInPlace } from './put-in-place.ts';
import { openOurs } from './staging.ts';
import { throwAway } from './throw-away.ts';
import { readTrashItem } from './trash-item.ts';
import { eraseTree, measureTree, stepper } from './tree.ts';
import { openDestination, removeIfThere } from './write-content.ts';

/** Time spent on counting folders before the page is answered. */
const countMilliseconds = 250;

/** What was deleted waits in its place's `.stoa/trash` until it is restored, erased, or has been there for too long. */
export class Trash {
  readonly #env: FilesEnvironment;
  readonly #owners: Owners;
  readonly #jobs: Jobs;
  /** Sizes of folders by id; what is in the trash does not change. */
  readonly #sizes = new Map<string, number>();

  constructor(env: FilesEnvironment, owners: Owners, jobs: Jobs) {
    this.#env = env;
    this.#owners = owners;
    this.#jobs = jobs;
  }

  get retentionDays(): number {
    return this.#env.retentionDays;
  }

  /** @param forever erase what the trash cannot take (`cannotKeep`) */
  async remove(paths: readonly HomePath[], forever: boolean): Promise<{ trashed: TrashItem[]; erased: HomePath[] }> {
    for (const path of paths) refuseProtected(this.#env, path);
    const trashed: TrashItem[] = [];
    const erased: HomePath[] = [];
    for (const path of paths) {
      const item = await this.#throwAway(path, forever);
      if (item === undefined) erased.push(path);
      else trashed.push(item);
    }
    return { trashed, erased };
  }

  async #throwAway(path: HomePath, forever: boolean): Promise<TrashItem | undefined> {
    try {
      const { id, place } = await throwAway(this.#env, path);
      using trash = openOurs(place, 'trash');
      return this.#read(trash, place, id);
    } catch (error) {
      if (!forever || !(error instanceof Problem) || error.code !== 'trash-elsewhere') throw error;
      using parent = openParent(this.#env, locate(this.#env, path));
      await eraseTree(parent, nameOf(path), silent());
      return undefined;
    }
  }

  /** Newest first. Folders whose size is not known yet have none. */
  async list(place?: HomePath, from?: HomePath): Promise<TrashItem[]> {
    const items: TrashItem[] = [];
    const deadline = Date.now() + countMilliseconds;
    for (const one of knownPlaces(this.#env)) {
      if (place !== undefined && one.path !== place) continue;
      for (const item of this.#itemsOf(one)) {
        if (from !== undefined && parentOf(parseHomePath(item.path)) !== from) continue;
        items.push({ ...item, bytes: item.bytes ?? (await this.#sizeOf(one, item.id, deadline)) });
      }
    }
    return items.sort((a, b) => b.deletedAt - a.deletedAt);
  }

  restore(ids: readonly string[], conflict: Conflict): Entry[] {
    return ids.map((id) => {
      const { place, item } = this.#find(id);
      const path = parseHomePath(item.path);
      refuseProtected(this.#env, path);
      using trash = openOurs(place, 'trash');
      using folder = openDestination(this.#env, locate(this.#env, path));
      const name = putInPlace({ folder: trash, name: `${id}.item` }, folder, nameOf(path), conflict);
      removeIfThere(trash.at(`${id}.json`));
      const entry = readEntry(this.#owners, folder.path, parentOf(path), name);
      if (entry === undefined) throw fileProblems['file-not-found']();
      return { ...entry, path: join(parentOf(path), name) };
    });
  }

  async erase(ids: readonly string[]): Promise<Job> {
    const found = ids.map((id) => this.#find(id));
    return await this.#jobs.start('erase', async (progress) => {
      for (const { place, item } of found) await this.#eraseOne(place, item.id, progress);
    });
  }

  async empty(place?: HomePath): Promise<Job> {
    const places = knownPlaces(this.#env).filter((one) => place === undefined || one.path === place);
    const all = places.flatMap((one) => this.#itemsOf(one).map((item) => ({ place: one, item })));
    return await this.#jobs.start('erase', async (progress) => {
      for (const { place: one, item } of all) await this.#eraseOne(one, item.id, progress);
    });
  }

  /** Erases what has been in the trash for longer than it is kept. */
  async sweep(now: number): Promise<void> {
    for (const place of knownPlaces(this.#env)) {
      for (const item of this.#itemsOf(place)) {
        if (item.expiresAt <= now) await this.#eraseOne(place, item.id, silent());
      }
    }
  }

  async #eraseOne(place: Place, id: string, progress: Pick<JobProgress, 'item' | 'bytes' | 'step'>): Promise<void> {
    using trash = openOurs(place, 'trash');
    await eraseTree(trash, `${id}.item`, progress);
    removeIfThere(trash.at(`${id}.json`));
    this.#sizes.delete(id);
  }

  #find(id: string): { place: Place; item: TrashItem } {
    if (/^[a-z0-9]{1,40}$/.test(id)) {
      for (const place of knownPlaces(this.#env)) {
        using trash = openIfAllowed(place);
        const item = trash && this.#read(trash, place, id);
        if (item !== undefined) return { place, item };
      }
    }
    throw fileProblems['trash-item-not-found']('It was restored or erased, perhaps by somebody else in the group.');
  }

  #itemsOf(place: Place): TrashItem[] {
    using trash = openIfAllowed(place);
    if (trash === undefined) return [];
    return readdirSync(trash.path)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => this.#read(trash, place, name.slice(0, -5)) ?? []);
  }

  #read(trash: FolderHandle, place: Place, id: string): TrashItem | undefined {
    return readTrashItem(trash, place, id, this.#env.retentionDays);
  }

  async #sizeOf(place: Place, id: string, deadline: number): Promise<number | null> {
    const known = this.#sizes.get(id);
    if (known !== undefined) return known;
    const left = deadline - Date.now();
    if (left <= 0) return null;
    using trash = openOurs(place, 'trash');
    try {
      const { bytes } = await measureTree(trash, `${id}.item`, stepper(AbortSignal.timeout(left)));
      this.#sizes.set(id, bytes);
      return bytes;
    } catch {
      return null;
    }
  }
}

function openIfAllowed(place: Place): FolderHandle | undefined {
  try {
    return openOurs(place, 'trash');
  } catch {
    return undefined;
  }
}

function silent() {
  return { step: stepper(new AbortController().signal), item: () => undefined, bytes: () => undefined };
}
