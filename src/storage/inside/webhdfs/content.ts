import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { HadoopException } from '../../rules/webhdfs/exceptions.ts';
import { FileChecksum } from '../../rules/webhdfs/file-checksum.ts';
import { type Answerer, type Asked, answered, isReal } from './asked.ts';
import { blockBytes } from './file-status.ts';
import { notAFile } from './not-a-file.ts';
import type { TenantSpace } from './tenant-space.ts';

/** Large enough for the disk's speed, small enough for a hundred readers at once. */
const chunkBytes = 256 * 1024;
const checksumBytes = 1024 * 1024;

/** What reads a file's bytes. */
export class Content {
  readonly #space: TenantSpace;

  constructor(space: TenantSpace) {
    this.#space = space;
  }

  open: Answerer = async (asked) => {
    const { file, size } = await this.#openFile(asked);
    try {
      await send(asked, file, size);
    } finally {
      await file.close();
    }
    return answered;
  };

  checksum: Answerer = async (asked) => {
    const { file, size } = await this.#openFile(asked);
    try {
      const length = asked.given.integer('length', 0) ?? size;
      return { FileChecksum: await checksumOf(file, Math.min(length, size), asked.signal) };
    } finally {
      await file.close();
    }
  };

  async #openFile({ path }: Asked): Promise<{ file: FileHandle; size: number }> {
    if (!isReal(path)) throw notAFile(path.full);
    using held = this.#space.hold(path);
    if (!held.stats.isFile()) throw notAFile(path.full);
    return { file: await held.open(constants.O_RDONLY), size: held.stats.size };
  }
}

async function send({ path, given, response, signal }: Asked, file: FileHandle, size: number): Promise<void> {
  const start = given.integer('offset', 0) ?? 0;
  if (start > 0 && start >= size)
    throw new HadoopException('IOException', `Offset=${start} out of the range [0, ${size}); OPEN, path=${path.full}`);
  const length = Math.min(given.integer('length', 0) ?? size, size - start);
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': length,
    'cache-control': 'no-store',
  });
  if (length === 0) {
    response.end();
    return;
  }
  const bytes = file.createReadStream({ start, end: start + length - 1, highWaterMark: chunkBytes, autoClose: false });
  // A file that shrinks meanwhile ends early; the length that was promised then makes the client see it as broken.
  await pipeline(bytes, response, { signal }).catch(() => response.destroy());
}

async function checksumOf(file: FileHandle, length: number, signal: AbortSignal) {
  const checksum = new FileChecksum(blockBytes);
  const buffer = Buffer.allocUnsafe(checksumBytes);
  for (let at = 0; at < length; ) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, length - at), at);
    if (bytesRead === 0) break;
    checksum.put(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return checksum.end();
}
