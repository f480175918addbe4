import { renameSync, rmdirSync } from 'node:fs';
import { Problem } from '../../../platform/problem.ts';
import { HadoopException } from '../../rules/webhdfs/exceptions.ts';
import { invalid } from '../../rules/webhdfs/parameters.ts';
import {
  childOf,
  isWithin,
  lastName,
  parentOf,
  parseHadoopPath,
  type RealPath,
  requireNewName,
} from '../../rules/webhdfs/path.ts';
import type { FolderHandle } from '../folder-handle.ts';
import { putInPlace } from '../put-in-place.ts';
import { codeOf } from '../system-problem.ts';
import { type Answerer, type Asked, changeablePath, realPath } from './asked.ts';
import type { TenantSpace } from './tenant-space.ts';

/** HDFS's two renames: the older answers `false` to what cannot be, the one with options says why. */
export class Rename {
  readonly #space: TenantSpace;

  constructor(space: TenantSpace) {
    this.#space = space;
  }

  rename: Answerer = (asked) => {
    const options = asked.given.text('renameoptions')?.toUpperCase().split(',');
    const unknown = options?.find((option) => !['NONE', 'OVERWRITE', 'TO_TRASH'].includes(option));
    if (unknown !== undefined) throw invalid('renameoptions', unknown, 'it is none of NONE, OVERWRITE, TO_TRASH');
    const from = changeablePath(asked);
    const to = destinationOf(asked);
    requireSamePlace(from, to);
    if (options === undefined) return { boolean: this.#renameQuietly(from, to) };
    this.#renameOrSay(from, to, options.includes('OVERWRITE'));
    return undefined;
  };

  #renameQuietly(from: RealPath, to: RealPath): boolean {
    const source = this.#kind(from);
    if (source === undefined) return false;
    if (from.full === to.full) return source === 'file';
    if (isWithin(from, to)) return false;
    const target = this.#kind(to);
    if (target === 'file') return false;
    const end = target === 'folder' ? childOf(to, lastName(from)) : to;
    if (end.full === from.full || this.#kind(end) !== undefined) return false;
    requireNewName(end);
    try {
      this.#take(from, end);
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
      if (error instanceof Problem && error.code === 'file-exists') return false;
      throw error;
    }
  }

  #renameOrSay(from: RealPath, to: RealPath, overwrite: boolean): void {
    const source = this.#kind(from);
    if (source === undefined) throw notFound(`rename source ${from.full} is not found.`);
    if (from.full === to.full) throw exists(`The source ${from.full} and destination ${to.full} are the same`);
    if (isWithin(from, to))
      throw failed(`Rename destination ${to.full} is a directory or file under source ${from.full}`);
    requireNewName(to);
    const target = this.#kind(to);
    if (target === undefined) {
      if (this.#kind(parentOf(to)) === undefined) throw notFound(`rename destination parent ${to.full} not found.`);
      this.#take(from, to);
      return;
    }
    if (!overwrite) throw exists(`rename destination ${to.full} already exists`);
    if (source !== target)
      throw failed(
        `Source ${from.full} and destination ${to.full} must both be ${source === 'file' ? 'files' : 'directories'}`,
      );
    this.#replace(from, to, target);
  }

  #take(from: RealPath, to: RealPath): void {
    using source = this.#space.folder(parentOf(from));
    using target = this.#space.folder(parentOf(to));
    putInPlace({ folder: source, name: lastName(from) }, target, lastName(to), 'fail');
  }

  #replace(from: RealPath, to: RealPath, kind: 'file' | 'folder'): void {
    using source = this.#space.folder(parentOf(from));
    using target = this.#space.folder(parentOf(to));
    if (kind === 'folder') removeEmpty(target, to);
    renameSync(source.at(lastName(from)), target.at(lastName(to)));
  }

  /** Of the name itself: a link is a file, whatever it leads to. */
  #kind(path: RealPath): 'file' | 'folder' | undefined {
    using held = this.#space.holdOwn(path);
    return held && (held.stats.isDirectory() ? 'folder' : 'file');
  }
}

function removeEmpty(folder: FolderHandle, path: RealPath): void {
  try {
    rmdirSync(folder.at(lastName(path)));
  } catch (error) {
    if (codeOf(error) === 'ENOTEMPTY') throw failed(`rename destination directory is not empty: ${path.full}`);
    throw error;
  }
}

function destinationOf({ given }: Asked): RealPath {
  const text = given.text('destination');
  if (text === undefined)
    throw new HadoopException('IllegalArgumentException', 'Required param destination for op: RENAME is null or empty');
  if (!text.startsWith('/'))
    throw invalid(
      'destination',
      text,
      `Invalid parameter value: destination = "${text.slice(0, 80)}" is not an absolute path.`,
    );
  return realPath({ path: parseHadoopPath(text) });
}

/** Each home and each group's folder is a storage of its own, with its own quota and its own rights. */
function requireSamePlace(from: RealPath, to: RealPath): void {
  if (from.kind !== to.kind || from.owner !== to.owner)
    throw failed(`${from.full} cannot be renamed to ${to.full}, which is another storage: copy it, then delete it`);
}

function notFound(message: string): HadoopException {
  return new HadoopException('FileNotFoundException', message);
}

function exists(message: string): HadoopException {
  return new HadoopException('FileAlreadyExistsException', message);
}

function failed(message: string): HadoopException {
  return new HadoopException('IOException', message);
}
