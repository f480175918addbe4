import { type Dirent, lstatSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Entry, Listing, SortKey } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import type { HomePath } from '../rules/home-path.ts';
import { compareText, nameKey } from '../rules/order.ts';
import { isWritable, readEntry } from './entry.ts';
import type { FilesEnvironment } from './environment.ts';
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

/** What sorting needs of one name. */
interface Row {
  name: string;
  folder: boolean;
  /** Compared first; a number for size and time. */
  key: string | number;
}

interface Sorted {
  question: string;
  /** Of the folder, to tell that it changed. */
  version: number;
  rows: Row[];
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
  #kept: Sorted | undefined;
  #forget: NodeJS.Timeout | undefined;

  constructor(env: FilesEnvironment, owners: Owners) {
    this.#env = env;
    this.#owners = owners;
  }

  async list(path: HomePath, query: ListQuestion): Promise<Listing> {
    const absolute = isGroupsFolder(path) ? this.#env.groups : locate(this.#env, path).absolute;
    const rows = await this.#sorted(absolute, path, query);
    const limit = query.limit ?? 200;
    const start = query.cursor === undefined ? 0 : after(rows, parseCursor(query.cursor), query.order === 'down');
    const page = rows.slice(start, start + limit);
    const last = page.at(-1);
    return {
      path,
      entries: page.flatMap(({ name }) => this.#entry(absolute, path, name)),
      total: rows.length,
      next: last !== undefined && start + limit < rows.length ? writeCursor(last) : null,
      writable: !isGroupsFolder(path) && isWritable(absolute),
    };
  }

  /** Nothing where the entry went away between the two looks. */
  #entry(absolute: string, path: HomePath, name: string): Entry[] {
    const entry = readEntry(this.#owners, absolute, path, name);
    return entry === undefined ? [] : [entry];
  }

  async #sorted(absolute: string, path: HomePath, query: ListQuestion): Promise<Row[]> {
    const question = JSON.stringify([path, query.sort, query.order, query.filter, query.hidden, query.foldersOnly]);
    const version = statSync(absolute).mtimeMs;
    // A first page is always read anew: sizes and times change without the folder changing.
    const fresh = query.cursor !== undefined && this.#kept?.question === question && this.#kept.version === version;
    if (fresh && this.#kept !== undefined) return this.#kept.rows;
    const rows = await readRows(absolute, query);
    this.#keep({ question, version, rows });
    return rows;
  }

  #keep(sorted: Sorted): void {
    clearTimeout(this.#forget);
    this.#kept = sorted;
    this.#forget = setTimeout(() => {
      this.#kept = undefined;
    }, keepMilliseconds).unref();
  }
}

async function readRows(absolute: string, query: ListQuestion): Promise<Row[]> {
  const wanted = query.filter?.toLowerCase();
  const sort = query.sort ?? 'name';
  const rows: Row[] = [];
  let looked = 0;
  for (const dirent of await readdir(absolute, { withFileTypes: true })) {
    if (!query.hidden && dirent.name.startsWith('.')) continue;
    if (wanted !== undefined && !dirent.name.toLowerCase().includes(wanted)) continue;
    const folder = isFolder(absolute, dirent);
    if (query.foldersOnly && !folder) continue;
    rows.push({ name: dirent.name, folder, key: keyOf(absolute, dirent.name, sort) });
    if (++looked % batch === 0) await breathe();
  }
  const direction = query.order === 'down' ? -1 : 1;
  return rows.sort((a, b) => compareRows(a, b, direction));
}

function isFolder(absolute: string, dirent: Dirent): boolean {
  if (dirent.isDirectory()) return true;
  if (dirent.isFile()) return false;
  try {
    return statSync(`${absolute}/${dirent.name}`, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function keyOf(absolute: string, name: string, sort: SortKey): string | number {
  if (sort === 'name') return nameKey(name);
  try {
    const stats = lstatSync(`${absolute}/${name}`, { throwIfNoEntry: false });
    return (sort === 'size' ? stats?.size : stats?.mtimeMs) ?? 0;
  } catch {
    return 0;
  }
}

/** Folders come first in both directions; equal keys by name, so that the order is total. */
function compareRows(a: Row, b: Row, direction: 1 | -1): number {
  if (a.folder !== b.folder) return a.folder ? -1 : 1;
  const byKey =
    typeof a.key === 'number' && typeof b.key === 'number' ? a.key - b.key : compareText(String(a.key), String(b.key));
  return byKey === 0 ? compareText(a.name, b.name) : byKey * direction;
}

/** Index of the first row behind `last`, which need not exist any more. */
function after(rows: readonly Row[], last: Row, down: boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && compareRows(row, last, down ? -1 : 1) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function writeCursor(row: Row): string {
  return Buffer.from(JSON.stringify([row.folder ? 1 : 0, row.key, row.name])).toString('base64url');
}

function parseCursor(text: string): Row {
  try {
    const [folder, key, name]: unknown[] = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (typeof name === 'string' && (typeof key === 'string' || typeof key === 'number')) {
      return { folder: folder === 1, key, name };
    }
  } catch {
    // Told below.
  }
  throw fileProblems['cursor-invalid']({ field: 'cursor', detail: 'Begin again from the first page.' });
}
