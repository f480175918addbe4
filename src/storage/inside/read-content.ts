import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fileProblems } from '../problems.ts';
import { parseRange } from '../rules/byte-range.ts';
import { bytesType, contentDisposition, contentTypeOf } from '../rules/content-type.ts';
import { nameOf, parseHomePath } from '../rules/home-path.ts';
import type { FilesEnvironment } from './environment.ts';
import type { Call } from './http/call.ts';
import { locate } from './location.ts';

/** Large enough for the disk's speed, small enough for a hundred downloads at once. */
const chunkBytes = 256 * 1024;

/** Opens a regular file as the tenant; never waits for the other end of a named pipe. */
export async function openFile(absolute: string): Promise<{ file: FileHandle; stats: Stats }> {
  const file = await open(absolute, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) {
      const detail = stats.isDirectory()
        ? 'This is a folder: open it, or download it as a zip.'
        : 'This is a device, socket or pipe.';
      throw fileProblems['not-a-file']({ field: 'path', detail });
    }
    return { file, stats };
  } catch (error) {
    await file.close();
    throw error;
  }
}

export function etagOf(stats: Stats): string {
  return `"${stats.ino.toString(36)}-${stats.size.toString(36)}-${Math.round(stats.mtimeMs * 1000).toString(36)}"`;
}

/** `GET|HEAD /content?path=`: the file or one range of it. */
export async function readContent(env: FilesEnvironment, call: Call): Promise<void> {
  const path = parseHomePath(call.query('path') ?? '');
  const { file, stats } = await openFile(locate(env, path).absolute);
  try {
    await sendFile(call, nameOf(path), file, stats);
  } finally {
    await file.close();
  }
}

async function sendFile(call: Call, name: string, file: FileHandle, stats: Stats): Promise<void> {
  const { response, request } = call;
  const etag = etagOf(stats);
  const type = contentTypeOf(name);
  const inline = type.inline && !call.flag('download');
  response.setHeaders(
    new Headers({
      'content-type': inline ? type.contentType : bytesType,
      'content-disposition': contentDisposition(inline ? 'inline' : 'attachment', name),
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'last-modified': stats.mtime.toUTCString(),
      etag,
    }),
  );
  if (call.header('if-none-match') === etag) {
    response.writeHead(304).end();
    return;
  }
  const ifRange = call.header('if-range');
  const range = ifRange === undefined || ifRange === etag ? parseRange(call.header('range'), stats.size) : undefined;
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', `bytes */${stats.size}`);
    throw fileProblems['range-invalid']({ detail: `The file has ${stats.size} bytes.` });
  }
  const { start, end } = range ?? { start: 0, end: stats.size - 1 };
  response.setHeader('content-length', end - start + 1);
  if (range !== undefined) response.setHeader('content-range', `bytes ${start}-${end}/${stats.size}`);
  response.writeHead(range === undefined ? 200 : 206);
  if (request.method === 'HEAD' || end < start) {
    response.end();
    return;
  }
  const bytes = file.createReadStream({ start, end, highWaterMark: chunkBytes, autoClose: false });
  // A file that shrinks meanwhile ends early; the length that was promised then makes the client see it as broken.
  await pipeline(bytes, response, { signal: call.signal }).catch(() => response.destroy());
}
