import { HdfsError } from '../client/hdfs-error.ts';
import type { WebHdfs } from '../client/web-hdfs.ts';

const blockBytes = 2 ** 20;
/** Kept by all files together. */
const mostBlocks = 96;
/** Fetched ahead of somebody who reads on and on. */
const mostAhead = 8;

/** Blocks of files that were read lately, the oldest first. */
export class Blocks {
  readonly #blocks = new Map<string, Promise<Buffer>>();

  get(key: string, fetch: () => Promise<Buffer>): Promise<Buffer> {
    const known = this.#blocks.get(key);
    const block = known ?? fetch();
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    if (!known) block.catch(() => this.#blocks.delete(key));
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= mostBlocks) break;
      this.#blocks.delete(oldest);
    }
    return block;
  }

  has(key: string): boolean {
    return this.#blocks.has(key);
  }
}

/** An open file that is read, in blocks; who reads on is fetched ahead for, more and more. */
export class ReadFile {
  readonly #hdfs: WebHdfs;
  readonly #blocks: Blocks;
  readonly #path: () => string;
  /** Of the file as it was opened: another content is another key. */
  readonly #version: string;
  readonly #size: number;
  #place: URL | undefined;
  #expected = -1;
  #ahead = 0;

  constructor(hdfs: WebHdfs, blocks: Blocks, path: () => string, content: { version: string; size: number }) {
    this.#hdfs = hdfs;
    this.#blocks = blocks;
    this.#path = path;
    this.#version = content.version;
    this.#size = content.size;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.#size);
    if (offset >= end) return Buffer.alloc(0);
    this.#lookAhead(offset, end);
    const parts: Buffer[] = [];
    for (let at = offset; at < end; ) {
      const index = Math.floor(at / blockBytes);
      const block = await this.#block(index);
      const part = block.subarray(at - index * blockBytes, Math.min(end - index * blockBytes, blockBytes));
      if (part.length === 0) break;
      parts.push(part);
      at += part.length;
    }
    return Buffer.concat(parts);
  }

  #lookAhead(offset: number, end: number): void {
    const near = Math.abs(offset - this.#expected) <= blockBytes;
    this.#ahead = offset === 0 || near ? Math.min(mostAhead, this.#ahead + 1) : 0;
    this.#expected = end;
    const last = Math.min(Math.floor((end - 1) / blockBytes) + this.#ahead, Math.floor((this.#size - 1) / blockBytes));
    for (let index = Math.floor(end / blockBytes); index <= last; index += 1) this.#block(index).catch(() => undefined);
  }

  #block(index: number): Promise<Buffer> {
    return this.#blocks.get(`${this.#version} ${index}`, () => this.#fetch(index * blockBytes));
  }

  async #fetch(offset: number): Promise<Buffer> {
    const length = Math.min(blockBytes, this.#size - offset);
    try {
      return await this.#fetchFrom(await this.#known(), offset, length);
    } catch (error) {
      // That DataNode may be gone, or the address too old: the NameNode tells another one.
      if (error instanceof HdfsError && error.exception === 'FileNotFoundException') throw error;
      this.#place = undefined;
      return this.#fetchFrom(await this.#known(), offset, length);
    }
  }

  async #known(): Promise<URL> {
    this.#place ??= await this.#hdfs.place(this.#path());
    return new URL(this.#place);
  }

  async #fetchFrom(place: URL, offset: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of await this.#hdfs.open(this.#path(), offset, length, place)) {
      parts.push(part);
      bytes += part.length;
    }
    if (bytes < length) throw new HdfsError('Unreachable', `${this.#path()} broke off at ${offset + bytes}`);
    return Buffer.concat(parts);
  }
}
