import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { HttpError, systemCode } from '../../http/errors.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const MiB = 1024 * 1024;

/**
 * Opens a file and nothing else. Others may write in a group's folder: a pipe there would be waited for without end, by
 * one of the few threads that all reading shares.
 */
export async function openRegular(path: string, flags: number, mode = 0o600): Promise<FileHandle> {
  const handle = await open(path, flags | O_NONBLOCK, mode).catch((error: unknown) => {
    throw systemCode(error) === 'ENXIO' ? notAFile() : error;
  });
  try {
    const seen = await handle.stat();
    if (seen.isDirectory()) throw Object.assign(new Error('It is a folder.'), { code: 'EISDIR' });
    if (!seen.isFile()) throw notAFile();
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The content of the file at the address; a link in its place is refused. */
export async function readRegular(path: string, mostBytes: number): Promise<Buffer> {
  const handle = await openRegular(path, O_RDONLY | O_NOFOLLOW);
  try {
    return await readWhole(handle, mostBytes);
  } finally {
    await handle.close();
  }
}

/** What the file holds now, its size being looked at before. Throws HttpError too-large. */
export async function readWhole(handle: FileHandle, mostBytes: number): Promise<Buffer> {
  const { size } = await handle.stat();
  if (size > mostBytes) {
    const words = `The file has ${size} bytes; at most ${Math.round(mostBytes / MiB)} MiB are read.`;
    throw new HttpError(413, words, 'too-large');
  }
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function notAFile(): HttpError {
  return new HttpError(400, 'It is a pipe, a socket or a device, not a file.', 'not-a-file');
}
