import { type Dirent, lstatSync, opendirSync, statSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Entry, Listing, SortKey } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import type { HomePath } from '../rules/home-path.ts';
import { nameKey, numberKey } from '../rules/order.ts';
import { isWritable, readEntry } from './entry.ts';
import type { FilesEnvironment } from './environment.ts';
import { knownPlaces } from './known-places.ts';
import { isGroupsFolder, locate } from './location.ts';
import type { Owners } from './owners.ts';

/** What is asked of a folder; `cursor` is `next` of the page before. */
export interface ListQuestion {
  cursor?: string | undefined;
  limit?: number | undefined;
  sort?: SortKey | undefined;
  order?: 'up' | 'down' | undefined;
  /** Part of the name, any case. */
  filter?: string | undefined;
  /** Names that begin with a dot too. */
  hidden: boolean;
  foldersOnly: boolean;
}

/**
 * A folder's names in order, as texts that sort as they are: the key, NUL, the name. A hundred thousand of them take
 * ten megabytes, and sort ten times faster than objects with a comparison of ours.
 */
interface Sorted {
  folders: string[];
  others: string[];
}

interface Kept extends Sorted {
  question: string;
  /** Of the folder, to tell that it changed. */
  version: number;
}

/** A place in the order: the entry there need not exist any more. */
interface Position {
  folder: boolean;
  row: string;
}

const keepMilliseconds = 10_000;
/** Entries looked at before others get their turn. */
const batch = 1000;

/**
 * Lists folders. Only the page that is shown is looked at entry by entry, so that a folder of 100,000 names comes at
 * once; sorting by size or time has to look at all. The last sorted folder is kept for a moment, for its next pages.
 */
export class FolderLister {
  readonly #env: FilesEnvironment;
  readonly #owners: Owners;
  #kept: Kept | undefined;
  #forget: NodeJS.Timeout | undefined;

  constructor(env: FilesEnvironment, owners: Owners) {
    this.#env = env;
    this.#owners = owners;
  }

  async list(path: HomePath, question: ListQuestion): Promise<Listing> {
    if (isGroupsFolder(path)) return this.#groups(path);
    const { absolute } = locate(this.#env, path);
    const sorted = await this.#sorted(absolute, path, question);
    const total = sorted.folders.length + sorted.others.length;
    const limit = question.limit ?? 200;
    const down = question.order === 'down';
    const start = question.cursor === undefined ? 0 : after(sorted, parseCursor(question.cursor), down);
    const page: Position[] = [];
    for (let index = start; index < Math.min(start + limit, total); index++) page.push(at(sorted, index));
    const last = page.at(-1);
    return {
      path,
      entries: page.flatMap(({ row }) => this.#entry(absolute, path, nameIn(row))),
      total,
      next: last !== undefined && start + limit < total ? writeCursor(last) : null,
      writable: isWritable(absolute),
    };
  }

  /** Only those that this account may enter: the others' names are not its business. */
  #groups(path: HomePath): Listing {
    const groups = knownPlaces(this.#env).filter(({ kind }) => kind === 'group');
    const entries = groups.flatMap(({ name }) => this.#entry(this.#env.groups, path, name));
    return { path, entries, total: entries.length, next: null, writable: false };
  }

  /** Nothing where the entry went away between the two looks. */
  #entry(absolute: string, path: HomePath, name: string): Entry[] {
    const entry = readEntry(this.#owners, absolute, path, name);
    return entry === undefined ? [] : [entry];
  }

  async #sorted(absolute: string, path: HomePath, asked: ListQuestion): Promise<Sorted> {
    const { sort, order, filter, hidden, foldersOnly } = asked;
    const question = JSON.stringify([path, sort, order, filter, hidden, foldersOnly]);
    const version = statSync(absolute).mtimeMs;
    // A first page is always read anew: sizes and times change without the folder changing.
    const kept = asked.cursor === undefined ? undefined : this.#kept;
    if (kept?.question === question && kept.version === version) return kept;
    const sorted = await readSorted(absolute, asked);
    this.#keep({ question, version, ...sorted });
    return sorted;
  }

  #keep(kept: Kept): void {
    clearTimeout(this.#forget);
    this.#kept = kept;
    this.#forget = setTimeout(() => {
      this.#kept = undefined;
    }, keepMilliseconds).unref();
  }
}

async function readSorted(
  absolute: string,
  { filter, hidden, foldersOnly, sort, order }: ListQuestion,
): Promise<Sorted> {
  const wanted = filter?.toLowerCase();
  const sorted: Sorted = { folders: [], others: [] };
  using folder = opendirSync(absolute, { bufferSize: batch });
  for (let looked = 1; ; looked++) {
    const entry = folder.readSync();
    if (entry === null) break;
    if (looked % batch === 0) await breathe();
    const { name } = entry;
    if (!hidden && name.startsWith('.')) continue;
    if (wanted !== undefined && !name.toLowerCase().includes(wanted)) continue;
    const isFolder = leadsToFolder(absolute, entry);
    if (foldersOnly && !isFolder) continue;
    (isFolder ? sorted.folders : sorted.others).push(`${keyOf(absolute, name, sort ?? 'name')}\0${name}`);
  }
  for (const rows of [sorted.folders, sorted.others]) {
    rows.sort();
    if (order === 'down') rows.reverse();
  }
  return sorted;
}

function leadsToFolder(absolute: string, entry: Dirent): boolean {
  if (entry.isDirectory()) return true;
  if (entry.isFile()) return false;
  try {
    return statSync(`${absolute}/${entry.name}`, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function keyOf(absolute: string, name: string, sort: SortKey): string {
  if (sort === 'name') return nameKey(name);
  try {
    const stats = lstatSync(`${absolute}/${name}`, { throwIfNoEntry: false });
    return numberKey((sort === 'size' ? stats?.size : stats?.mtimeMs) ?? 0);
  } catch {
    return numberKey(0);
  }
}

function nameIn(row: string): string {
  return row.slice(row.lastIndexOf('\0') + 1);
}

/** Folders come first in both directions. */
function at({ folders, others }: Sorted, index: number): Position {
  const folder = index < folders.length;
  return { folder, row: (folder ? folders[index] : others[index - folders.length]) ?? '' };
}

/** Index of the first entry behind the last one seen. */
function after({ folders, others }: Sorted, last: Position, down: boolean): number {
  const rows = last.folder ? folders : others;
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle] ?? '';
    if (row === last.row || row > last.row === down) low = middle + 1;
    else high = middle;
  }
  return last.folder ? low : folders.length + low;
}

function writeCursor({ folder, row }: Position): string {
  return Buffer.from(`${folder ? 'd' : 'f'}${row}`).toString('base64url');
}

function parseCursor(text: string): Position {
  const written = Buffer.from(text, 'base64url').toString();
  if (!/^[df].*\0./s.test(written)) {
    throw fileProblems['cursor-invalid']({ field: 'cursor', detail: 'Begin again from the first page.' });
  }
  return { folder: written.startsWith('d'), row: written.slice(1) };
}
