import type { Readable } from 'node:stream';
import type { Conflict, Entry, Job, Listing, SortKey, TrashItem } from './contract.ts';
import type { HomePath } from './rules/home-path.ts';

/** Whose files, and as whom. */
export interface Owner {
  /** Canonical name. */
  account: string;
}

export interface ListPage {
  cursor?: string;
  /** 1 to 1000. */
  limit?: number;
  sort?: SortKey;
  order?: 'up' | 'down';
  filter?: string;
}

/** Bytes from `start` to `end`, both included; without `end` to the last. */
export interface ReadRange {
  start: number;
  end?: number;
}

/**
 * The tenant's files, wherever they are. Every call acts as `owner`, whose rights the system behind it enforces.
 * What goes wrong is a Problem of this room (problems.ts), the same from every adapter.
 */
export interface FileSystem {
  list(owner: Owner, folder: HomePath, page?: ListPage): Promise<Listing>;
  stat(owner: Owner, path: HomePath): Promise<Entry>;
  read(owner: Owner, path: HomePath, range?: ReadRange): Promise<Readable>;
  /** Whole or not at all; folders above are made. */
  write(owner: Owner, path: HomePath, content: Readable | Uint8Array, conflict: Conflict): Promise<Entry>;
  makeFolder(owner: Owner, path: HomePath): Promise<Entry>;
  rename(owner: Owner, path: HomePath, name: string): Promise<Entry>;
  /** Ends when the copy or move has ended. */
  copy(owner: Owner, paths: readonly HomePath[], to: HomePath, conflict: Conflict): Promise<Job>;
  move(owner: Owner, paths: readonly HomePath[], to: HomePath, conflict: Conflict): Promise<Job>;
  /** Into the trash. */
  remove(owner: Owner, paths: readonly HomePath[]): Promise<TrashItem[]>;
  restore(owner: Owner, ids: readonly string[], conflict: Conflict): Promise<Entry[]>;
}
