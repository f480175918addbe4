import { createHash } from 'node:crypto';
import { crc32c } from './crc32c.ts';

/** Bytes that one CRC is of. */
export const bytesPerCrc = 512;

/**
 * The checksum that HDFS gives a file of blocks of `blockBytes`: the MD5 of the blocks' MD5s of the CRC-32Cs of each
 * 512 bytes (Hadoop, FileChecksumHelper). Bytes are put in order, in pieces of any size.
 */
export class FileChecksum {
  readonly #blockBytes: number;
  readonly #blocks: Buffer[] = [];
  #block = createHash('md5');
  /** Bytes of the current block that are in its hash. */
  #inBlock = 0;
  #rest = Buffer.alloc(0);

  constructor(blockBytes: number) {
    this.#blockBytes = blockBytes;
  }

  put(piece: Buffer): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let at = 0;
    while (bytes.length - at >= bytesPerCrc) {
      const count = Math.min(
        Math.floor((bytes.length - at) / bytesPerCrc),
        (this.#blockBytes - this.#inBlock) / bytesPerCrc,
      );
      this.#take(bytes, at, at + count * bytesPerCrc);
      at += count * bytesPerCrc;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
  }

  end(): { algorithm: string; bytes: string; length: number } {
    if (this.#rest.length > 0) this.#take(this.#rest, 0, this.#rest.length);
    if (this.#inBlock > 0) this.#endBlock();
    const isEmpty = this.#blocks.length === 0;
    const bytesPer = isEmpty ? 0 : bytesPerCrc;
    const crcsPerBlock = this.#blocks.length > 1 ? this.#blockBytes / bytesPerCrc : 0;
    const answer = Buffer.alloc(32);
    answer.writeUInt32BE(bytesPer, 0);
    answer.writeBigUInt64BE(BigInt(crcsPerBlock), 4);
    createHash('md5').update(this.#padded()).digest().copy(answer, 12);
    const algorithm = `MD5-of-${crcsPerBlock}MD5-of-${bytesPer}${isEmpty ? 'CRC32' : 'CRC32C'}`;
    // The last four of the 32 bytes belong to no part: Hadoop prints its buffer whole, beside the true length.
    return { algorithm, bytes: answer.toString('hex'), length: 28 };
  }

  #take(bytes: Buffer, from: number, to: number): void {
    const crcs = Buffer.allocUnsafe(Math.ceil((to - from) / bytesPerCrc) * 4);
    for (let at = from, index = 0; at < to; at += bytesPerCrc, index += 4)
      crcs.writeUInt32BE(crc32c(bytes, at, Math.min(at + bytesPerCrc, to)), index);
    this.#block.update(crcs);
    this.#inBlock += to - from;
    if (this.#inBlock >= this.#blockBytes) this.#endBlock();
  }

  #endBlock(): void {
    this.#blocks.push(this.#block.digest());
    this.#block = createHash('md5');
    this.#inBlock = 0;
  }

  /** Hadoop hashes the whole of a buffer that begins with 32 bytes and doubles, zeros behind the last MD5 included. */
  #padded(): Buffer {
    let size = 32;
    while (size < this.#blocks.length * 16) size *= 2;
    return Buffer.concat([...this.#blocks, Buffer.alloc(size)], size);
  }
}
