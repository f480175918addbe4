import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { TaskFolder } from '../task-folder.ts';
import { readStream } from './stream-files.ts';

/** The last bytes of what a task printed; nothing where that is gone. */
export function readLogEnd(folder: TaskFolder, bytes: number): Uint8Array {
  for (const stream of ['stderr', 'stdout'] as const) {
    const apart = readStream(folder.path, { stream, maxBytes: bytes }).bytes;
    if (apart.length > 0) return apart;
  }
  const { log, olderLog } = folder;
  const end = endOf(log, bytes);
  return end.length === bytes ? end : Buffer.concat([endOf(olderLog, bytes - end.length), end]);
}

const mostLastWords = 16_384;

/** Its last three lines, in one. */
export function lastWords(folder: TaskFolder): string {
  return Buffer.from(readLogEnd(folder, mostLastWords))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(-3)
    .join(' | ')
    .slice(-600);
}

function endOf(path: string, bytes: number): Buffer {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const { size } = fstatSync(descriptor);
    const end = Buffer.alloc(Math.min(bytes, size));
    return end.subarray(0, readSync(descriptor, end, 0, end.length, size - end.length));
  } finally {
    closeSync(descriptor);
  }
}
