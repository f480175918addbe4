import type { FileHandle } from 'node:fs/promises';

const pieceBytes = 1024 * 1024;
/** One is filled while others wait to be written. */
const pieceCount = 4;
/** Brought to the disk while more arrives, so that the end does not wait for gigabytes. */
const flushBytes = 64 * 1024 * 1024;
/** So far may the disk lag behind. */
const lagBytes = 256 * 1024 * 1024;

export interface Filler {
  /** There is room again. */
  more(): void;
  failed(): void;
}

/** Writes what is put into its pieces of memory, in order, each in one call, while the next is being filled. */
export class PieceWriter {
  readonly #file: FileHandle;
  readonly #filler: Filler;
  readonly #pieces = Array.from({ length: pieceCount }, () => Buffer.allocUnsafeSlow(pieceBytes));
  readonly #offset: number;
  /** Bytes that were put into the current piece. */
  #filled = 0;
  /** Pieces that were filled, and of these those that are written; the next to fill is `#full` modulo their number. */
  #full = 0;
  #done = 0;
  #written = 0;
  #flushed = 0;
  #flushing: Promise<void> | undefined;
  #working: Promise<void> | undefined;
  #failure: unknown;

  constructor(file: FileHandle, offset: number, filler: Filler) {
    this.#file = file;
    this.#offset = offset;
    this.#filler = filler;
  }

  /** Where the next bytes go. */
  room(): Buffer {
    return this.#piece(this.#full).subarray(this.#filled);
  }

  /** So many bytes of the room are filled. False: none until `more`. */
  took(count: number): boolean {
    this.#filled += count;
    if (this.#filled < pieceBytes) return true;
    this.#filled = 0;
    this.#full++;
    this.#working ??= this.#work();
    return this.#full - this.#done < pieceCount;
  }

  /** Writes the rest and waits for the disk. Gives the bytes that are there; throws what writing has thrown. */
  async end(): Promise<number> {
    await this.#working;
    if (this.#failure === undefined && this.#filled > 0) await this.#write(this.#piece(this.#full), this.#filled);
    await this.#flushing;
    if (this.#failure !== undefined) throw this.#failure;
    await this.#file.datasync();
    return this.#written;
  }

  async #work(): Promise<void> {
    try {
      while (this.#done < this.#full) {
        await this.#write(this.#piece(this.#done), pieceBytes);
        await this.#flush();
        if (this.#full - this.#done++ === pieceCount) this.#filler.more();
      }
    } catch (error) {
      this.#failure = error;
      this.#filler.failed();
    } finally {
      this.#working = undefined;
    }
  }

  async #write(piece: Buffer, bytes: number): Promise<void> {
    for (let at = 0; at < bytes; ) {
      const { bytesWritten } = await this.#file.write(piece, at, bytes - at, this.#offset + this.#written);
      at += bytesWritten;
      this.#written += bytesWritten;
    }
  }

  /** Starts the next flush beside the writing, and waits for one only when the disk lags behind. */
  async #flush(): Promise<void> {
    if (this.#written - this.#flushed >= lagBytes) await this.#flushing;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#flushing !== undefined || this.#written - this.#flushed < flushBytes) return;
    this.#flushing = this.#flushUpTo(this.#written);
  }

  async #flushUpTo(bytes: number): Promise<void> {
    try {
      await this.#file.datasync();
      this.#flushed = bytes;
    } catch (error) {
      this.#failure = error;
    }
    this.#flushing = undefined;
  }

  #piece(index: number): Buffer {
    const piece = this.#pieces[index % pieceCount];
    if (piece === undefined) throw new Error('there is no such piece');
    return piece;
  }
}
