import { constants, type Stats, unlinkSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { HadoopException } from '../../rules/webhdfs/exceptions.ts';
import { lastName, notThere, parentOf, parseHadoopPath, type RealPath } from '../../rules/webhdfs/path.ts';
import { receive } from '../receive.ts';
import { requireSpace } from '../space.ts';
import { type Answerer, changeablePath } from './asked.ts';
import type { Held, TenantSpace } from './tenant-space.ts';

const copyBytes = 1024 * 1024;

/** What lengthens or shortens a file that is there. One at a time does so, as with HDFS's leases. */
export class Append {
  readonly #space: TenantSpace;
  /** Files that are being written, by device and inode. */
  readonly #leases = new Set<string>();

  constructor(space: TenantSpace) {
    this.#space = space;
  }

  append: Answerer = async (asked) => {
    const path = changeablePath(asked);
    using held = this.#holdFile(path, `Cannot append to directory ${path.full}; already exists as a directory.`);
    const length = asked.request.headers['content-length'];
    if (length !== undefined) requireSpace(this.#space.placeOf(path).root, Number(length));
    await this.#writing(held, path, async (file, size) => {
      const { complete } = await receive(asked, file, size, Number.MAX_SAFE_INTEGER);
      if (complete) return;
      await file.truncate(size);
      throw new HadoopException('IOException', 'The body broke off; nothing was changed.');
    });
    return undefined;
  };

  truncate: Answerer = async (asked) => {
    const path = changeablePath(asked);
    const length = asked.given.integer('newlength', 0);
    if (length === undefined) throw new HadoopException('IllegalArgumentException', 'Param newlength is missing');
    using held = this.#holdFile(path, `Path is not a file: ${path.full}`);
    await this.#writing(held, path, async (file, size) => {
      if (length > size)
        throw new HadoopException(
          'HadoopIllegalArgumentException',
          `Cannot truncate to a larger file size. Current size: ${size}, truncate size: ${length}.`,
        );
      await file.truncate(length);
      await file.datasync();
    });
    return { boolean: true };
  };

  /** Appends the sources in their order, then deletes them. What fails on the way leaves all as it was. */
  concat: Answerer = async (asked) => {
    const target = changeablePath(asked);
    const sources = asked.given
      .required('sources')
      .split(',')
      .map((source) => this.#source(target, source));
    using held = this.#holdFile(target, `Path is not a file: ${target.full}`);
    await this.#writing(held, target, async (file, size) => {
      try {
        let end = size;
        for (const source of sources) end += await this.#copy(source, held.stats, file, end, asked.signal);
        await file.datasync();
      } catch (error) {
        await file.truncate(size);
        throw error;
      }
    });
    using folder = this.#space.folder(parentOf(target));
    for (const source of sources) unlinkSync(folder.at(lastName(source)));
    return undefined;
  };

  #source(target: RealPath, text: string): RealPath {
    const source = changeablePath({ path: parseHadoopPath(text) });
    if (source.full === target.full)
      throw illegal(`concat: the src file ${source.full} is the same with the target file ${target.full}`);
    if (parentOf(source).full !== parentOf(target).full)
      throw illegal(`Source file ${source.full} is not in the same directory with the target ${target.full}`);
    return source;
  }

  async #copy(source: RealPath, target: Stats, to: FileHandle, at: number, signal: AbortSignal): Promise<number> {
    using held = this.#space.holdOwn(source);
    if (held === undefined) throw notThere(source.full);
    if (!held.stats.isFile()) throw new HadoopException('FileNotFoundException', `Path is not a file: ${source.full}`);
    if (held.stats.dev === target.dev && held.stats.ino === target.ino)
      throw illegal(`concat: the src file ${source.full} is the same with the target file`);
    const from = await held.open(constants.O_RDONLY);
    try {
      return await copyAll(from, to, at, signal);
    } finally {
      await from.close();
    }
  }

  #holdFile(path: RealPath, whenFolder: string): Held {
    const held = this.#space.hold(path);
    if (held.stats.isFile()) return held;
    held[Symbol.dispose]();
    throw new HadoopException('FileAlreadyExistsException', whenFolder);
  }

  /** @param change is told how long the file is now */
  async #writing(held: Held, path: RealPath, change: (file: FileHandle, size: number) => Promise<void>): Promise<void> {
    const lease = `${held.stats.dev}:${held.stats.ino}`;
    if (this.#leases.has(lease))
      throw new HadoopException('AlreadyBeingCreatedException', `${path.full} is being written by another client.`);
    this.#leases.add(lease);
    try {
      const file = await held.open(constants.O_RDWR);
      try {
        await change(file, (await file.stat()).size);
      } finally {
        await file.close();
      }
    } finally {
      this.#leases.delete(lease);
    }
  }
}

async function copyAll(from: FileHandle, to: FileHandle, start: number, signal: AbortSignal): Promise<number> {
  const buffer = Buffer.allocUnsafe(copyBytes);
  let copied = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await from.read(buffer, 0, buffer.length, copied);
    if (bytesRead === 0) return copied;
    for (let done = 0; done < bytesRead; )
      done += (await to.write(buffer, done, bytesRead - done, start + copied + done)).bytesWritten;
    copied += bytesRead;
  }
}

function illegal(message: string): HadoopException {
  return new HadoopException('HadoopIllegalArgumentException', message);
}
