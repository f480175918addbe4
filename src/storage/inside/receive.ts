import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { drawBody } from '../../platform/inside/index.ts';
import { PieceWriter } from './piece-writer.ts';

export interface Received {
  /** Bytes that are on the disk, also when the body broke off. */
  readonly written: number;
  readonly complete: boolean;
  /** The sender has more, or announced more, than was to be taken. */
  readonly tooMuch: boolean;
}

/**
 * Appends a request's body to a file at `offset`; what came is on the disk when this returns. Memory stays at a few
 * megabytes whatever the size.
 *
 * @param limit most bytes to take
 */
export async function receive(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  file: FileHandle,
  offset: number,
  limit: number,
): Promise<Received> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return { written: 0, complete: false, tooMuch: true };
  const { promise: ended, resolve } = Promise.withResolvers<boolean>();
  let tooMuch = false;
  const writer = new PieceWriter(file, offset, {
    more: () => drawing.resume(),
    failed: () => {
      drawing.discard();
      resolve(false);
    },
  });
  const drawing = drawBody(request, response, {
    room: () => writer.room(),
    took(count) {
      if (drawing.received <= limit) return writer.took(count);
      tooMuch = true;
      drawing.discard();
      resolve(false);
      return true;
    },
    ended: resolve,
  });
  const complete = await ended;
  return { written: await writer.end(), complete, tooMuch };
}
