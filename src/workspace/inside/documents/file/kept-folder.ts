import { chmodSync, constants, mkdirSync, statSync } from 'node:fs';
import { type FileHandle, rename } from 'node:fs/promises';
import { eraseTree, FolderHandle, makeAndEnter } from '../../../../storage/inside/index.ts';
import { systemCode } from '../../http/errors.ts';
import { openRegular, readRegular } from './open-regular.ts';

/** Modes of what we keep of a notebook: a group's notebooks are read and written by its members. */
export interface Modes {
  folder: number;
  file: number;
}

/**
 * A folder in which we keep something, by its way down from a root. In a group's folder every member may put a link in
 * the place of any part of it, and the rights of whoever opens the notebook would be used where that leads. So the way
 * is walked anew each time, no link on it is followed, and what is done is done in the folder that was reached.
 */
export class KeptFolder {
  readonly modes: Modes;
  readonly #root: string;
  readonly #names: readonly string[];

  /** @param root  a place that others cannot replace: followed if it is a link */
  constructor(root: string, names: readonly string[], modes: Modes) {
    this.#root = root;
    this.#names = names;
    this.modes = modes;
  }

  within(name: string): KeptFolder {
    return new KeptFolder(this.#root, [...this.#names, name], this.modes);
  }

  /** ENOENT when it was not made yet, ELOOP or ENOTDIR when a link stands on the way. */
  open(): FolderHandle {
    return this.#walk((folder, name) => folder.enter(name));
  }

  /** Opens it, made with its parents where they are missing. */
  make(): FolderHandle {
    mkdirSync(this.#root, { recursive: true, mode: this.modes.folder });
    return this.#walk((folder, name) => {
      const made = makeAndEnter(folder, name, this.modes.folder);
      openToGroup(made, this.modes.folder);
      return made;
    });
  }

  async read(name: string, mostBytes: number): Promise<Buffer> {
    using folder = this.open();
    return await readRegular(folder.at(name), mostBytes);
  }

  /** An existing file of it; a link in its place is refused. */
  async openFile(name: string, flags: number): Promise<FileHandle> {
    using folder = this.open();
    return await openRegular(folder.at(name), flags | constants.O_NOFOLLOW);
  }

  /** Erases it with all that is in it, following no link; nothing happens when it is not there. */
  async erase(): Promise<void> {
    const unseen = { item: () => undefined, bytes: () => undefined, step: () => Promise.resolve() };
    try {
      using parent = this.#above.open();
      await eraseTree(parent, this.#name, unseen);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }

  /** It goes where `target` is, which must not be there. */
  async moveTo(target: KeptFolder): Promise<void> {
    using from = this.#above.open();
    using to = target.#above.make();
    await rename(from.at(this.#name), to.at(target.#name));
  }

  get #above(): KeptFolder {
    return new KeptFolder(this.#root, this.#names.slice(0, -1), this.modes);
  }

  get #name(): string {
    return this.#names.at(-1) ?? '.';
  }

  #walk(step: (folder: FolderHandle, name: string) => FolderHandle): FolderHandle {
    let folder = FolderHandle.open(this.#root);
    for (const name of this.#names) {
      using above = folder;
      folder = step(above, name);
    }
    return folder;
  }
}

/** The umask closes what is made in a shared folder; a default ACL does not where the file system has none. */
function openToGroup(folder: FolderHandle, mode: number): void {
  if ((mode & 0o070) === 0) return;
  const seen = statSync(folder.path);
  if (seen.uid === process.getuid?.() && (seen.mode & 0o070) === 0) chmodSync(folder.path, mode);
}
