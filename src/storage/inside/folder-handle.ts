import { closeSync, constants, lstatSync, mkdirSync, openSync, readlinkSync } from 'node:fs';
import { fileProblems } from '../problems.ts';
import { nameOf, parentOf } from '../rules/home-path.ts';
import type { TenantFolders } from './environment.ts';
import { type Location, locate } from './location.ts';

/** Linux: a handle that only names the folder; needs no right to read it. Node has no name for it. */
const O_PATH = 0o10000000;

/**
 * A folder held open. What is done below `path` happens in this very folder, even when its name, or a name above it,
 * is swapped for a link meanwhile: another member of a group can do that at any moment, and then the rights of the one
 * who deletes or copies would be used on that person's own private files.
 */
export class FolderHandle implements Disposable {
  readonly #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Follows links, as the tenant: for a path that the tenant gave. */
  static open(absolute: string): FolderHandle {
    return new FolderHandle(openSync(absolute, O_PATH | constants.O_DIRECTORY));
  }

  /** A folder in this one; ELOOP or ENOTDIR where the name is a link. */
  enter(name: string): FolderHandle {
    return new FolderHandle(openSync(this.at(name), O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW));
  }

  /** Address of the folder through the handle. */
  get path(): string {
    return `/proc/self/fd/${this.#fd}`;
  }

  at(name: string): string {
    return `/proc/self/fd/${this.#fd}/${name}`;
  }

  /** Where the folder is by name now. */
  get realPath(): string {
    return readlinkSync(this.path);
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}

/**
 * Opens the folder that holds `location`, for changing something in it. A path spelled below a group must lead into
 * that group's folder: a link in it, made by whomever, would take the change elsewhere.
 */
export function openParent(env: TenantFolders, location: Location): FolderHandle {
  return openFolder(locate(env, parentOf(location.path)));
}

/** Opens a folder for changing something in it, with the same rule. */
export function openFolder(folder: Location): FolderHandle {
  const handle = FolderHandle.open(folder.absolute);
  try {
    if (folder.place.kind === 'group') requireWithinGroup(handle, folder);
    return handle;
  } catch (error) {
    handle[Symbol.dispose]();
    throw error;
  }
}

function requireWithinGroup(handle: FolderHandle, folder: Location): void {
  using root = FolderHandle.open(folder.place.root);
  const top = root.realPath;
  const real = handle.realPath;
  if (real !== top && !real.startsWith(`${top}/`)) {
    throw fileProblems['path-invalid']({
      field: 'path',
      detail: `"${nameOf(folder.path)}" is a link that leads out of the group's folder. Open the real folder instead.`,
    });
  }
}

/** Makes a folder that may exist already, and opens it; links on the way are refused. */
export function makeAndEnter(parent: FolderHandle, name: string, mode: number): FolderHandle {
  try {
    mkdirSync(parent.at(name), mode);
  } catch (error) {
    if (!lstatSync(parent.at(name), { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
  return parent.enter(name);
}
