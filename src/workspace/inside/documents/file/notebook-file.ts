import { createHash, randomBytes } from 'node:crypto';
import { access, constants, type FileHandle, realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { systemCode } from '../../http/errors.ts';
import { limits } from '../../limits.ts';
import type { Place } from '../places.ts';
import { alignIds } from '../rules/align-ids.ts';
import {
  emptyNotebook,
  formatNotebook,
  fromJson,
  type Notebook,
  notebookJson,
  parseNotebook,
} from '../rules/notebook.ts';
import { replaceFile, replaceFileSoon } from './durable-file.ts';
import { readWhole } from './open-regular.ts';
import { type OpenFile, type OpenFolder, outside } from './tenant-files.ts';

const baseName = 'base.json';

export function hashOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function makeCellId(): string {
  return randomBytes(4).toString('hex');
}

/** Enough of a file's stat to see that it was not touched. */
interface Seen {
  inode: number;
  size: number;
  modifiedMs: number;
}

export interface DiskNotebook {
  bytes: Buffer;
  hash: string;
}

/** The `.ipynb` of a document on disk, and what of it was last the same as the document. */
export class NotebookFile {
  readonly place: Place;
  /** Hash of the content that the document knows of. */
  hash = '';
  #seen: Seen | null = null;
  /** The group in whose folder it really lay when it was first opened; undefined before. */
  #group: string | null | undefined;

  constructor(place: Place) {
    this.place = place;
  }

  /** The same file under another path. */
  movedTo(place: Place): NotebookFile {
    const moved = new NotebookFile(place);
    moved.hash = this.hash;
    moved.#seen = this.#seen;
    moved.#group = place.group ?? undefined;
    return moved;
  }

  /** Throws the system's error when it cannot be read. */
  async read(): Promise<DiskNotebook> {
    const { handle } = await this.#open();
    try {
      const seen = await seenOf(handle);
      const bytes = await readWhole(handle, limits.fileReadBytes);
      this.#seen = seen;
      return { bytes, hash: hashOf(bytes) };
    } finally {
      await handle.close();
    }
  }

  /** The file when somebody else changed it since, null when not (or when it is gone). */
  async changed(): Promise<DiskNotebook | null> {
    const seen = await this.#stat().catch(() => null);
    if (seen === null || same(seen, this.#seen)) return null;
    const disk = await this.read();
    return disk.hash === this.hash ? null : disk;
  }

  async exists(): Promise<boolean> {
    return (await this.#stat().catch(() => null)) !== null;
  }

  /** Whether this account may replace it. */
  async isWritable(): Promise<boolean> {
    try {
      const target = await realpath(this.place.file);
      await access(target, constants.W_OK);
      await access(dirname(target), constants.W_OK);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Writes it atomically with the mode that it had; gives up, answering false, when somebody changed it in the last
   * moment. `announce` makes the new hash known before the file is there.
   */
  async write(notebook: Notebook, announce: (hash: string) => Promise<void>): Promise<boolean> {
    const text = formatNotebook(notebook);
    const hash = hashOf(text);
    const mode = await this.#mode();
    await announce(hash);
    const target = await realpath(this.place.file).catch(() => this.place.file);
    const unchanged = async (): Promise<boolean> => (await this.changed()) === null;
    {
      const folder = this.place.files.at(dirname(target));
      using held = folder.handle;
      // Between its opening and now the name may have been made to lead elsewhere.
      this.#requireMayHold(folder, true);
      if (!(await replaceFile(held, basename(target), text, mode, unchanged))) return false;
    }
    this.hash = hash;
    this.#seen = await this.#stat();
    await this.#saveBase(notebook, hash);
    return true;
  }

  /** What the file held when it was last the same as the document; null when that is not known any more. */
  async base(): Promise<Notebook | null> {
    try {
      const value: unknown = JSON.parse((await this.place.folder.read(baseName, limits.fileReadBytes)).toString());
      return fromJson(value, makeCellId).notebook;
    } catch {
      return null;
    }
  }

  async saveBase(notebook: Notebook, hash: string): Promise<void> {
    this.hash = hash;
    await this.#saveBase(notebook, hash);
  }

  /** Keeps a notebook that could not be merged whole; answers its path in the home. */
  async keepVersion(notebook: Notebook, at: Date): Promise<string> {
    const stamp = at.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
    const suffix = `${stamp}-${randomBytes(2).toString('hex')}`;
    const other = (path: string): string => path.replace(/(\.ipynb)?$/, ` (other version ${suffix}).ipynb`);
    const folder = this.place.files.parent(this.place.path);
    using held = folder.handle;
    this.#requireMayHold(folder, false);
    await replaceFile(held, basename(other(this.place.file)), formatNotebook(notebook), this.place.fileMode);
    return other(this.place.path);
  }

  async #saveBase(notebook: Notebook, hash: string): Promise<void> {
    using folder = this.place.folder.make();
    const text = JSON.stringify({ ...notebookJson(notebook), hash });
    // Not synced: without it a merge knows less, and keeps the other side as a version.
    await replaceFileSoon(folder, baseName, text, this.place.folder.modes.file);
  }

  /** Where it leads must not change between a group's folder and elsewhere: what is in the one would get to the other. */
  async #open(): Promise<OpenFile> {
    const opened = await this.place.files.file(this.place.path);
    if (this.#group === undefined) this.#group = opened.group;
    if (opened.group === this.#group) return opened;
    await opened.handle.close();
    throw outside(this.place.path);
  }

  /** @param replaces  it is the file itself that is written, not one beside it */
  #requireMayHold(folder: OpenFolder, replaces: boolean): void {
    const group = this.#group === undefined ? this.place.group : this.#group;
    const strict = replaces || this.place.group !== null;
    if (folder.group !== group && (strict || folder.group !== null)) throw outside(this.place.path);
  }

  async #mode(): Promise<number> {
    try {
      const { handle } = await this.#open();
      const { mode } = await handle.stat();
      await handle.close();
      return mode & 0o777;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return this.place.fileMode;
      throw error;
    }
  }

  async #stat(): Promise<Seen> {
    const { handle } = await this.#open();
    try {
      return await seenOf(handle);
    } finally {
      await handle.close();
    }
  }
}

async function seenOf(handle: FileHandle): Promise<Seen> {
  const { ino, size, mtimeMs } = await handle.stat();
  return { inode: ino, size, modifiedMs: mtimeMs };
}

function same(a: Seen, b: Seen | null): boolean {
  return b !== null && a.inode === b.inode && a.size === b.size && a.modifiedMs === b.modifiedMs;
}

/** Reads a notebook's bytes, giving cells without an id those of `base`. Throws NotebookError. */
export function parseAgainst(bytes: Uint8Array, base: Notebook | null): Notebook {
  const text = Buffer.from(bytes).toString();
  const { notebook, madeIds } = parseNotebook(text, makeCellId);
  return alignIds(base ?? emptyNotebook(), notebook, madeIds);
}
