import { setTimeout as sleep } from 'node:timers/promises';
import type { LogPart, LogStream } from '../task.ts';
import { readStream } from './stream-files.ts';

const betweenLooksMs = 100;

/**
 * What a task printed and prints, from `offset` on, until its end is read or `signal` is aborted.
 *
 * @param runs asked before each look, so that what was printed last is not missed
 */
export async function* followStream(
  folder: string,
  stream: LogStream,
  offset: number,
  runs: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<LogPart> {
  let next = offset;
  while (!signal.aborted) {
    const goesOn = runs();
    const part = readStream(folder, { stream, offset: next });
    if (part.bytes.length > 0) {
      yield part;
      next = part.offset + part.bytes.length;
    } else if (!goesOn) return;
    else await sleep(betweenLooksMs, undefined, { signal }).catch(() => {});
  }
}
