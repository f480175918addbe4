import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

const blockBytes = 4 * 2 ** 20;

/** CRC-32 of a file, 8 hexadecimal digits, and its size. */
export async function checksumFile(path: string): Promise<{ crc32: string; bytes: number }> {
  const file = await open(path, 'r');
  try {
    const block = Buffer.allocUnsafe(Math.min(blockBytes, Math.max((await file.stat()).size, 1)));
    let sum = 0;
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(block, 0, block.length, null);
      if (bytesRead === 0) return { crc32: sum.toString(16).padStart(8, '0'), bytes };
      sum = crc32(block.subarray(0, bytesRead), sum);
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}
