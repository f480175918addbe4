import {
  closeSync,
  createReadStream,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HdfsError } from '../client/hdfs-error.ts';
import type { WebHdfs } from '../client/web-hdfs.ts';

/** Names of what is being written anew; nobody is shown them. */
export const writingPrefix = '.stoa-writing-';

/** So much waits on the host before HDFS gets it while the file is still being written. */
const pushBytes = 64 * 2 ** 20;
/** Written anew rather than appended to: an append takes HDFS longer than a new file of this size. Its blocks, too. */
const smallBytes = 2 ** 20;
const mostTries = 6;
const appendPauseMilliseconds = 500;
/** Of files up to that size; larger ones have blocks of the cluster's own. */
const blockSizes = [smallBytes, 16 * 2 ** 20];

/** What a file has and keeps when its content is made anew. */
export interface Kept {
  /** Octal. */
  readonly permission: string;
  /** Entries, comma-separated, where it has more than its permission. */
  readonly acl: string | undefined;
}

interface Beginning {
  readonly hdfs: WebHdfs;
  /** Where the file is now; it may be renamed. */
  readonly path: () => string;
  /** A folder of this host. */
  readonly spool: string;
  readonly id: string;
  /** Bytes that are in HDFS and stay; what is written behind them is appended. */
  readonly length: number;
  /** Octal, as it is now. */
  readonly permission: string;
}

/**
 * A file that is being written. HDFS takes bytes at a file's end alone, so what comes is held on the host, at its place
 * in a sparse file, and goes to HDFS when it is flushed, or in pieces when it becomes much:
 *
 * - appending: the file's first `from` bytes are in HDFS; the others are appended to it.
 * - replacing: the content is made anew, beside the file under another name of which `from` bytes are there, and takes
 *   the file's place in one step. A reader sees what was there, or all of the new; a failure leaves what was there.
 *
 * What is flushed is in HDFS. Calls are carried out one after the other.
 */
export class WrittenFile {
  readonly #begin: Beginning;
  readonly #local: number;
  #mode: 'appending' | 'replacing' = 'appending';
  #temporary: string | undefined;
  #count = 0;
  #from: number;
  /** What is before it is not on the host. */
  #held: number;
  #size: number;
  #dirty = false;
  #modifiedAt = Date.now();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(begin: Beginning) {
    this.#begin = begin;
    this.#from = begin.length;
    this.#held = begin.length;
    this.#size = begin.length;
    const path = join(begin.spool, begin.id);
    this.#local = openSync(path, 'wx+', 0o600);
    // It has no name: whatever becomes of us, its room is free then.
    unlinkSync(path);
  }

  get size(): number {
    return this.#size;
  }

  get dirty(): boolean {
    return this.#dirty;
  }

  get modifiedAt(): number {
    return this.#modifiedAt;
  }

  write(offset: number, data: Buffer): Promise<void> {
    return this.#inTurn(async () => {
      if (offset < this.#from) await this.#beginAnew(this.#from);
      for (let done = 0; done < data.length; )
        done += writeSync(this.#local, data, done, data.length - done, offset + done);
      this.#size = Math.max(this.#size, offset + data.length);
      this.#changed();
      if (this.#size - this.#from >= pushBytes) await this.#push(this.#begin.permission);
    });
  }

  truncate(size: number): Promise<void> {
    return this.#inTurn(async () => {
      if (size === this.#size) return;
      if (size < this.#from) await this.#beginAnew(size);
      ftruncateSync(this.#local, Math.max(size, this.#held));
      this.#size = size;
      this.#changed();
    });
  }

  read(offset: number, length: number): Promise<Buffer> {
    return this.#inTurn(async () => {
      const end = Math.min(offset + length, this.#size);
      if (offset >= end) return Buffer.alloc(0);
      const parts: Buffer[] = [];
      if (offset < this.#held) parts.push(await this.#remote(offset, Math.min(end, this.#held) - offset));
      const start = Math.max(offset, this.#held);
      if (start < end) parts.push(this.#readLocal(start, end - start));
      return Buffer.concat(parts);
    });
  }

  /**
   * Resolves when HDFS has all of it. What fails leaves it as it is, to be tried again.
   *
   * @param keep  permission and access list that the file has and keeps
   */
  flush(keep: Kept): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#dirty) return;
      const anew = this.#from === 0;
      await this.#push(keep.permission);
      if (this.#mode === 'replacing') await this.#takePlace(keep);
      else if (anew && keep.acl !== undefined) await this.#begin.hdfs.changeAcl(this.#begin.path(), keep.acl);
      this.#dirty = false;
    });
  }

  /** Gives up what is not flushed. */
  async close(): Promise<void> {
    await this.#inTurn(async () => {
      closeSync(this.#local);
      await this.#forgetTemporary().catch(() => undefined);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work, work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #changed(): void {
    this.#dirty = true;
    this.#modifiedAt = Date.now();
  }

  get #target(): string {
    return this.#mode === 'replacing' && this.#temporary ? this.#temporary : this.#begin.path();
  }

  /** Brings back the first `bytes`, since something before the end of what HDFS has changes. */
  async #beginAnew(bytes: number): Promise<void> {
    const missing = Math.min(bytes, this.#held);
    for await (const { offset, data } of this.#pieces(0, missing)) writeSync(this.#local, data, 0, data.length, offset);
    await this.#forgetTemporary();
    this.#mode = 'replacing';
    this.#from = 0;
    this.#held = 0;
  }

  async #forgetTemporary(): Promise<void> {
    const old = this.#temporary;
    this.#temporary = undefined;
    if (old) await this.#begin.hdfs.remove(old, false);
  }

  async *#pieces(from: number, length: number) {
    if (length === 0) return;
    let offset = from;
    for await (const data of await this.#begin.hdfs.open(this.#target, from, length)) {
      yield { offset, data: Buffer.from(data) };
      offset += data.length;
    }
    if (offset !== from + length) throw new HdfsError('Unreachable', `${this.#target} broke off at ${offset}`);
  }

  async #remote(offset: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const { data } of this.#pieces(offset, length)) parts.push(data);
    return Buffer.concat(parts);
  }

  #readLocal(start: number, length: number): Buffer {
    // Where nothing was written, and behind the sparse file's end, are zeros.
    const into = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const bytes = readSync(this.#local, into, done, length - done, start + done);
      if (bytes === 0) break;
      done += bytes;
    }
    return into;
  }

  /** Sends what waits on the host to where HDFS has what is before it. */
  async #push(permission: string): Promise<void> {
    // What was small has small blocks, of which a large one would have too many.
    if (this.#mode === 'appending' && this.#from > 0 && this.#from <= smallBytes) await this.#beginAnew(this.#from);
    if (this.#from === 0) await this.#createWhole(permission);
    else await this.#append();
    // A small file stays on the host, as it is made anew with the next flush.
    if (this.#size <= smallBytes) return;
    ftruncateSync(this.#local, 0);
    this.#held = this.#from;
  }

  /** A file of which nothing is kept: empty, or under a name that nobody knows. */
  async #createWhole(permission: string): Promise<void> {
    if (this.#mode === 'replacing') this.#temporary ??= this.#temporaryName();
    const content = () => (this.#size === 0 ? Readable.from([]) : this.#localStream(0));
    // While a file is written a quota counts its last block as a whole one.
    const blocksize = blockSizes.find((bytes) => this.#size <= bytes);
    await this.#begin.hdfs.create(this.#target, content, { overwrite: true, permission, blocksize });
    this.#from = this.#size;
  }

  async #append(): Promise<void> {
    const target = this.#target;
    for (let tries = 1; this.#from < this.#size; tries += 1) {
      const sent = this.#from;
      try {
        await this.#begin.hdfs.append(target, () => this.#localStream(sent));
        this.#from = this.#size;
      } catch (error) {
        // How much of it has arrived is what counts: bytes arrive in order.
        const { length } = await this.#begin.hdfs.status(target);
        if (length < sent || length > this.#size) throw error;
        this.#from = length;
        if (length < this.#size && tries >= mostTries) throw error;
        // The one that broke off holds the file for a moment.
        await sleep(tries * appendPauseMilliseconds);
      }
    }
  }

  #localStream(start: number): Readable {
    // The sparse file may end before the size where zeros are its last bytes.
    if (fstatSync(this.#local).size < this.#size) ftruncateSync(this.#local, this.#size);
    const range = { start, end: this.#size - 1, highWaterMark: 2 ** 18 };
    return createReadStream('', { fd: this.#local, autoClose: false, ...range });
  }

  #temporaryName(): string {
    const path = this.#begin.path();
    this.#count += 1;
    return `${path.slice(0, path.lastIndexOf('/'))}/${writingPrefix}${this.#begin.id}-${this.#count}`;
  }

  async #takePlace({ permission, acl }: Kept): Promise<void> {
    const temporary = this.#temporary;
    if (temporary === undefined) return;
    // New files are private whatever is asked for, where the folder says so.
    if (permission !== '600') await this.#begin.hdfs.setPermission(temporary, permission);
    if (acl !== undefined) await this.#begin.hdfs.changeAcl(temporary, acl);
    await this.#begin.hdfs.rename(temporary, this.#begin.path(), true);
    this.#temporary = undefined;
    this.#mode = 'appending';
  }
}
