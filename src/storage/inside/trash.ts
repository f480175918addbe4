import { constants, lstatSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Conflict, Entry, Job, TrashItem } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import { type HomePath, isWithin, join, nameOf, parentOf, parseHomePath } from '../rules/home-path.ts';
import { kindOf, readEntry } from './entry.ts';
import type { FilesEnvironment } from './environment.ts';
import { type FolderHandle, openParent } from './folder-handle.ts';
import type { JobProgress, Jobs } from './jobs.ts';
import { knownPlaces } from './known-places.ts';
import { locate, type Place, refuseProtected } from './location.ts';
import { newId } from './new-id.ts';
import type { Owners } from './owners.ts';
import { putInPlace } from './put-in-place.ts';
import { openOurs, shareFile } from './staging.ts';
import { codeOf } from './system-problem.ts';
import { eraseTree, measureTree, stepper } from './tree.ts';
import { openDestination, removeIfThere } from './write-content.ts';

const day = 24 * 3600 * 1000;
/** Time spent on counting folders before the page is answered. */
const countMilliseconds = 250;

/** Why something can be erased though not kept. A full disk must not stop people from making room. */
const cannotKeep: Readonly<Record<string, string>> = {
  EXDEV: 'It lies on another file system',
  ENOSPC: 'The disk is full',
  EDQUOT: 'Your storage is used up',
};

/**
 * What was deleted waits in its place's `.stoa/trash`: `<id>.item` is the thing itself, `<id>.json` says what it was.
 * The description is written first, so that nothing can be in the trash without one.
 */
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
    const location = locate(this.#env, path);
    const name = nameOf(path);
    using parent = openParent(this.#env, location);
    const stats = lstatSync(parent.at(name));
    using trash = openOurs(location.place, 'trash');
    const description = {
      path,
      kind: stats.isSymbolicLink() ? 'file' : kindOf(stats),
      bytes: stats.isDirectory() ? null : stats.size,
      deletedAt: Date.now(),
      deletedBy: this.#env.account,
    };
    const id = newId();
    try {
      await this.#describe(trash, location.place, id, JSON.stringify(description));
      renameSync(parent.at(name), trash.at(`${id}.item`));
    } catch (error) {
      removeIfThere(trash.at(`${id}.json`));
      const why = cannotKeep[codeOf(error) ?? ''];
      if (why === undefined) throw error;
      if (!forever) {
        const detail = `${why}, so the trash cannot keep "${name}". Delete it for good instead.`;
        throw fileProblems['trash-elsewhere']({ field: 'paths', detail });
      }
      await eraseTree(parent, name, silent());
      return undefined;
    }
    return this.#read(trash, location.place, id);
  }

  async #describe(trash: FolderHandle, place: Place, id: string, text: string): Promise<void> {
    const file = await open(trash.at(`${id}.json`), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
    try {
      shareFile(place, file.fd);
      writeFileSync(file.fd, text);
    } finally {
      await file.close();
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

  /** Any member of a group can write these: what does not name something of this place is not an item. */
  #read(trash: FolderHandle, place: Place, id: string): TrashItem | undefined {
    if (lstatSync(trash.at(`${id}.item`), { throwIfNoEntry: false }) === undefined) return undefined;
    try {
      const { path: text, kind, bytes, deletedAt, deletedBy } = JSON.parse(readDescription(trash, id));
      const path = parseHomePath(String(text));
      if (!isWithin(place.path, path) || typeof deletedAt !== 'number') return undefined;
      return {
        id,
        name: nameOf(path),
        path,
        kind: kind === 'folder' ? 'folder' : 'file',
        bytes: typeof bytes === 'number' ? bytes : null,
        deletedAt,
        deletedBy: String(deletedBy).slice(0, 64),
        expiresAt: deletedAt + this.#env.retentionDays * day,
      };
    } catch {
      return undefined;
    }
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

/** Never through a link, never more than a description has. */
function readDescription(trash: FolderHandle, id: string): string {
  const name = trash.at(`${id}.json`);
  const stats = lstatSync(name);
  if (!stats.isFile() || stats.size > 16_384) return 'null';
  return readFileSync(name, { encoding: 'utf8', flag: constants.O_RDONLY | constants.O_NOFOLLOW });
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
