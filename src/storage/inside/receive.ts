import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';

const gatherBytes = 1024 * 1024;
/** Written back to the disk while more arrives, so that the end does not wait for gigabytes. */
const flushBytes = 64 * 1024 * 1024;

/**
 * Appends a body to a file at `offset`. Memory stays at a few megabytes whatever the size: what arrives is gathered to
 * a megabyte and written before more is read.
 *
 * @param limit most bytes to take; more is an error of the sender
 * @returns bytes written and on the disk, also when the body broke off (`complete` false)
 */
export async function receive(
  body: Readable,
  file: FileHandle,
  offset: number,
  limit: number,
): Promise<{ written: number; complete: boolean; tooMuch: boolean }> {
  let written = 0;
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  let flushed = 0;
  let flushing: Promise<void> = Promise.resolve();
  let tooMuch = false;

  async function write(): Promise<void> {
    const chunks = gathered;
    let position = offset + written;
    let rest = gatheredBytes;
    gathered = [];
    gatheredBytes = 0;
    while (rest > 0) {
      const { bytesWritten } = await file.writev(chunks, position);
      rest -= bytesWritten;
      position += bytesWritten;
      written += bytesWritten;
      dropFront(chunks, bytesWritten);
    }
    if (written - flushed >= flushBytes) {
      await flushing;
      flushed = written;
      flushing = file.datasync();
      flushing.catch(() => undefined);
    }
  }

  let complete = false;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (written + gatheredBytes + chunk.length > limit) {
        tooMuch = true;
        break;
      }
      gathered.push(chunk);
      gatheredBytes += chunk.length;
      if (gatheredBytes >= gatherBytes) await write();
    }
    complete = !tooMuch;
  } catch (error) {
    if (!isBrokenOff(error)) throw error;
  }
  await write();
  await flushing;
  await file.datasync();
  return { written, complete, tooMuch };
}

/** The connection went away; what came until then counts. */
function isBrokenOff(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ECONNRESET' || error.code === 'ABORT_ERR' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  );
}

function dropFront(chunks: Buffer[], bytes: number): void {
  let rest = bytes;
  for (let first = chunks[0]; first !== undefined && rest > 0; first = chunks[0]) {
    if (first.length > rest) {
      chunks[0] = first.subarray(rest);
      return;
    }
    rest -= first.length;
    chunks.shift();
  }
}
