import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, constants, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
import { replaceFile } from './durable-file.ts';
import { ensureFolder } from './shared-folder.ts';

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

  constructor(place: Place) {
    this.place = place;
  }

  /** The same file under another path. */
  movedTo(place: Place): NotebookFile {
    const moved = new NotebookFile(place);
    moved.hash = this.hash;
    moved.#seen = this.#seen;
    return moved;
  }

  /** Throws the system's error when it cannot be read. */
  async read(): Promise<DiskNotebook> {
    const seen = await this.#stat();
    const bytes = await readFile(this.place.file);
    this.#seen = seen;
    return { bytes, hash: hashOf(bytes) };
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
    const target = await realpath(this.place.file).catch(() => this.place.file);
    const mode = await stat(target).then(
      (found) => found.mode & 0o777,
      () => this.place.fileMode,
    );
    await announce(hash);
    const written = await replaceFile(target, text, mode, async () => (await this.changed()) === null);
    if (!written) return false;
    this.hash = hash;
    this.#seen = await this.#stat();
    await this.#saveBase(notebook, hash);
    return true;
  }

  /** What the file held when it was last the same as the document; null when that is not known any more. */
  async base(): Promise<Notebook | null> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#basePath, 'utf8'));
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
    await replaceFile(other(this.place.file), formatNotebook(notebook), this.place.fileMode);
    return other(this.place.path);
  }

  get #basePath(): string {
    return join(this.place.folder, 'base.json');
  }

  async #saveBase(notebook: Notebook, hash: string): Promise<void> {
    await ensureFolder(this.place.folder, this.place.modes.folder);
    const temporary = `${this.#basePath}.new`;
    const text = JSON.stringify({ ...notebookJson(notebook), hash });
    // Not synced: without it a merge knows less, and keeps the other side as a version.
    await writeFile(temporary, text, { mode: this.place.modes.file });
    await chmod(temporary, this.place.modes.file);
    await rename(temporary, this.#basePath);
  }

  async #stat(): Promise<Seen> {
    const found = await stat(this.place.file);
    return { inode: found.ino, size: found.size, modifiedMs: found.mtimeMs };
  }
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
