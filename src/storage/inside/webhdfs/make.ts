import { chmodSync, constants, lstatSync, mkdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { HadoopException } from '../../rules/webhdfs/exceptions.ts';
import { lastName, parentOf, type RealPath } from '../../rules/webhdfs/path.ts';
import type { FolderHandle } from '../folder-handle.ts';
import { newId } from '../new-id.ts';
import { putInPlace } from '../put-in-place.ts';
import { receive } from '../receive.ts';
import { requireSpace } from '../space.ts';
import { makeFolders, openOurs, shareFile, shareWithGroup } from '../staging.ts';
import { codeOf } from '../system-problem.ts';
import { removeIfThere } from '../write-content.ts';
import { type Answerer, type Asked, isReal, newPath } from './asked.ts';
import type { TenantSpace } from './tenant-space.ts';

/**
 * What is new is private to its owner, or to the group in a group's folder, whatever a client asks for: it may take
 * rights of its owner away, and SETPERMISSION opens a file on purpose.
 */
const ownersBits = 0o700;

/** What makes files and folders. */
export class Make {
  readonly #space: TenantSpace;

  constructor(space: TenantSpace) {
    this.#space = space;
  }

  folders: Answerer = (asked) => {
    const permission = asked.given.permission('permission');
    if (!isReal(asked.path) || asked.path.names.length === 0) return { boolean: true };
    const path = newPath(asked);
    const there = this.#ownKind(path);
    if (there === 'folder') return { boolean: true };
    if (there === 'file') throw exists(`Path is not a directory: ${path.full}`);
    using parent = this.#parent(path, true);
    try {
      mkdirSync(parent.at(lastName(path)), 0o777);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return { boolean: true };
      throw error;
    }
    using made = parent.enter(lastName(path));
    const place = this.#space.placeOf(path);
    shareWithGroup(place, made.path);
    if (permission !== undefined && place.kind === 'home') chmodSync(made.path, permission & ownersBits);
    return { boolean: true };
  };

  /** The body becomes the file in one step; nobody sees a part of it, and nothing changes where it breaks off. */
  file: Answerer = async (asked) => {
    const { given, response, request } = asked;
    const path = newPath(asked);
    const overwrite = given.flag('overwrite', false);
    this.#requireFree(path, overwrite);
    const permission = given.permission('permission');
    const place = this.#space.placeOf(path);
    const length = request.headers['content-length'];
    if (length !== undefined) requireSpace(place.root, Number(length));
    using parent = this.#parent(path, given.flag('createparent', true));

    using staging = openOurs(place, 'uploads');
    const name = `hdfs-${newId()}`;
    try {
      const file = await open(staging.at(name), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
      try {
        shareFile(place, file.fd);
        if (permission !== undefined && place.kind === 'home') await file.chmod(permission & ownersBits);
        await receiveWhole(asked, file);
      } finally {
        await file.close();
      }
      this.#requireFree(path, overwrite);
      putInPlace({ folder: staging, name }, parent, lastName(path), overwrite ? 'replace' : 'fail');
    } catch (error) {
      removeIfThere(staging.at(name));
      throw error;
    }
    response.statusCode = 201;
    return undefined;
  };

  #requireFree(path: RealPath, overwrite: boolean): void {
    const there = this.#ownKind(path);
    if (there === 'folder') throw exists(`${path.full} already exists as a directory`);
    if (there === 'file' && !overwrite) throw exists(`${path.full} already exists`);
  }

  /** A link to a folder in the place is that folder; any other is something that stands there. */
  #ownKind(path: RealPath): 'file' | 'folder' | undefined {
    using own = this.#space.holdOwn(path);
    if (own === undefined) return undefined;
    if (!own.stats.isSymbolicLink()) return own.stats.isDirectory() ? 'folder' : 'file';
    try {
      using held = this.#space.hold(path);
      return held.stats.isDirectory() ? 'folder' : 'file';
    } catch {
      return 'file';
    }
  }

  /** The folder that holds `path`; with `make`, those that are missing are made on the way. */
  #parent(path: RealPath, make: boolean): FolderHandle {
    const missing: string[] = [];
    for (let above = parentOf(path); ; above = parentOf(above)) {
      try {
        return makeFolders(this.#space.placeOf(path), this.#space.folder(above), missing);
      } catch (error) {
        if (codeOf(error) === 'ENOTDIR') throw this.#notFolder(above);
        if (codeOf(error) !== 'ENOENT' || above.names.length === 0) throw error;
        if (!make)
          throw new HadoopException('FileNotFoundException', `Parent directory doesn't exist: ${parentOf(path).full}`);
        missing.unshift(lastName(above));
      }
    }
  }

  #notFolder(path: RealPath): HadoopException {
    let file = path;
    while (file.names.length > 1 && !this.#isThere(file)) file = parentOf(file);
    return new HadoopException('ParentNotDirectoryException', `${file.full} (is not a directory)`);
  }

  #isThere(path: RealPath): boolean {
    try {
      using folder = this.#space.folder(parentOf(path));
      return lstatSync(folder.at(lastName(path)), { throwIfNoEntry: false }) !== undefined;
    } catch {
      return false;
    }
  }
}

async function receiveWhole(asked: Asked, file: FileHandle): Promise<void> {
  const { complete } = await receive(asked, file, 0, Number.MAX_SAFE_INTEGER);
  if (!complete) throw new HadoopException('IOException', 'The body broke off; nothing was changed.');
}

function exists(message: string): HadoopException {
  return new HadoopException('FileAlreadyExistsException', message);
}
