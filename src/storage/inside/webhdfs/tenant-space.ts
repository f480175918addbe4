import { accessSync, closeSync, constants, fstatSync, openSync, readlinkSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { HadoopException } from '../../rules/webhdfs/exceptions.ts';
import { lastName, notThere, parentOf, type RealPath } from '../../rules/webhdfs/path.ts';
import type { TenantFolders } from '../environment.ts';
import { FolderHandle } from '../folder-handle.ts';
import { groupPlace, homePlace, type Place } from '../location.ts';
import { codeOf } from '../system-problem.ts';

/** Linux: a handle that only names what it was opened by; needs no right to read it. */
const O_PATH = 0o10000000;

/** A file or folder held open: it stays this one, whatever its name leads to by now. */
export class Held implements Disposable {
  readonly stats: Stats;
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
    this.stats = fstatSync(fd);
  }

  /** Address of it through the handle. */
  get path(): string {
    return `/proc/self/fd/${this.#fd}`;
  }

  /** Opens the bytes of a file; never waits for the other end of a named pipe. */
  open(flags: number): Promise<FileHandle> {
    return open(this.path, flags | constants.O_NONBLOCK | constants.O_NOCTTY);
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}

/**
 * The account's part of the name space: `/user/<account>` and `/groups/<group>`. A link is followed while it stays in
 * its place, and nowhere else: HDFS has none, and whoever shows a token for files is not to leave them.
 */
export class TenantSpace {
  readonly env: TenantFolders;

  constructor(env: TenantFolders) {
    this.env = env;
  }

  /** The place of a path. Of other people's homes, and of groups that one is not in, even the existence is not told. */
  placeOf(path: RealPath): Place {
    if (path.names[0] === '.stoa')
      throw new HadoopException('AccessControlException', `Permission denied: ${path.full} is kept by the platform`);
    if (path.kind === 'home') {
      if (path.owner !== this.env.account) throw notThere(path.full);
      return homePlace(this.env);
    }
    const place = groupPlace(this.env, path.owner);
    try {
      accessSync(place.root, constants.R_OK | constants.X_OK);
    } catch {
      throw notThere(path.full);
    }
    return place;
  }

  /** What is there, links followed within the place. Its bytes are then opened through the handle. */
  hold(path: RealPath): Held {
    const place = this.placeOf(path);
    const held = new Held(openSync(absoluteOf(place, path), O_PATH));
    try {
      requireWithin(place, readlinkSync(held.path), path);
      return held;
    } catch (error) {
      held[Symbol.dispose]();
      throw error;
    }
  }

  /** What is there under this name itself, a link included; undefined for nothing. */
  holdOwn(path: RealPath): Held | undefined {
    if (path.names.length === 0) return this.hold(path);
    try {
      using parent = this.folder(parentOf(path));
      return new Held(openSync(parent.at(lastName(path)), O_PATH | constants.O_NOFOLLOW));
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
      throw error;
    }
  }

  /** For doing something in it. */
  folder(path: RealPath): FolderHandle {
    const place = this.placeOf(path);
    const handle = FolderHandle.open(absoluteOf(place, path));
    try {
      requireWithin(place, handle.realPath, path);
      return handle;
    } catch (error) {
      handle[Symbol.dispose]();
      throw error;
    }
  }
}

function absoluteOf(place: Place, { names }: RealPath): string {
  return [place.root, ...names].join('/');
}

function requireWithin(place: Place, real: string, path: RealPath): void {
  using root = FolderHandle.open(place.root);
  const top = root.realPath;
  if (real !== top && !real.startsWith(`${top}/`))
    throw new HadoopException(
      'AccessControlException',
      `Permission denied: ${path.full} is a link that leads elsewhere`,
    );
}
