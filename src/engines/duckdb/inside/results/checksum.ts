import { closeSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

const blockBytes = 2 ** 20;
const smallBytes = 65_536;
/** A file that is written sooner is small: it is read when it is done. */
const lookEveryMs = 60;

export interface Checksum {
  /** CRC-32, 8 hexadecimal digits. */
  readonly crc32: string;
  readonly bytes: number;
}

/** What was summed, and all of it where it is small. */
export interface Summed {
  readonly checksum: Checksum;
  readonly content: Buffer | undefined;
}

/**
 * The checksum of a file that another writes from its start to its end. What is there already is read while the
 * writer goes on, from the page cache, so that little is left to do when it is done.
 */
export class ChecksumOfGrowing {
  readonly #path: string;
  #timer: NodeJS.Timeout | undefined;
  #following: Promise<void> = Promise.resolve();
  #ended = false;
  #file: FileHandle | undefined;
  #sum = 0;
  #bytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#lookLater();
  }

  /** To be called once nobody writes any more; reads the rest. */
  async finish(): Promise<Summed> {
    await this.#stop();
    let content: Buffer | undefined;
    if (this.#file) {
      await this.#readOn(this.#file);
      await this.#file.close();
    } else content = this.#readAtOnce();
    return { checksum: { crc32: this.#sum.toString(16).padStart(8, '0'), bytes: this.#bytes }, content };
  }

  /** Gives it up. */
  async discard(): Promise<void> {
    await this.#stop();
    await this.#file?.close();
  }

  async #stop(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#following;
  }

  #lookLater(): void {
    if (this.#ended) return;
    this.#timer = setTimeout(() => {
      // What goes wrong here is tried again, and comes to light, at the end.
      this.#following = this.#look().catch(() => undefined);
      void this.#following.then(() => this.#lookLater());
    }, lookEveryMs);
  }

  async #look(): Promise<void> {
    this.#file ??= await open(this.#path, 'r').catch(() => undefined);
    if (this.#file) await this.#readOn(this.#file);
  }

  async #readOn(file: FileHandle): Promise<void> {
    const block = Buffer.allocUnsafe(blockBytes);
    for (;;) {
      const { bytesRead } = await file.read(block, 0, block.length, this.#bytes);
      if (bytesRead === 0) return;
      this.#add(block.subarray(0, bytesRead));
    }
  }

  /** Few bytes: asking another thread for them would take longer. Answers them where they are one block. */
  #readAtOnce(): Buffer | undefined {
    const file = openSync(this.#path, 'r');
    try {
      const block = Buffer.allocUnsafe(smallBytes);
      for (let read = readSync(file, block); read > 0; read = readSync(file, block)) {
        this.#add(block.subarray(0, read));
        if (read < block.length && this.#bytes === read) return block.subarray(0, read);
      }
      return undefined;
    } finally {
      closeSync(file);
    }
  }

  #add(bytes: Buffer): void {
    this.#sum = crc32(bytes, this.#sum);
    this.#bytes += bytes.length;
  }
}
