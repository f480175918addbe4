import { statfsSync } from 'node:fs';
import type { Space } from '../contract.ts';
import { fileProblems } from '../problems.ts';

export function readSpace(absolute: string): Space {
  const { bsize, blocks, bavail, bfree, ffree } = statfsSync(absolute);
  return {
    totalBytes: blocks * bsize,
    freeBytes: bavail * bsize,
    usedBytes: (blocks - bfree) * bsize,
    freeFiles: ffree,
  };
}

/**
 * Refuses early what cannot fit, instead of failing after gigabytes.
 *
 * @param claimed bytes that other unfinished uploads will still need there
 */
export function requireSpace(absolute: string, bytes: number, claimed = 0): void {
  const { freeBytes } = readSpace(absolute);
  if (bytes + claimed > freeBytes) {
    const other = claimed > 0 ? `, of which ${claimed} are for other uploads` : '';
    throw fileProblems['no-space']({
      detail: `This needs ${bytes} bytes and ${freeBytes} are free${other}. Empty the trash or delete files first.`,
      extra: { neededBytes: bytes, freeBytes: Math.max(0, freeBytes - claimed) },
    });
  }
}
