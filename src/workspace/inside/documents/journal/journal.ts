import { EventEmitter } from 'node:events';
import { constants } from 'node:fs';
import { type FileHandle, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpError } from '../../http/errors.ts';
import { limits } from '../../limits.ts';
import { createFile, syncFolder, temporaryName } from '../file/durable-file.ts';
import type { KeptFolder } from '../file/kept-folder.ts';
import {
  beginning,
  type FileState,
  fileRecord,
  type JournalContent,
  type JournalHeader,
  readJournal,
  updateRecord,
} from './journal-format.ts';

const retryMs = 1_000;

export interface JournalEvents {
  /** Everything up to this number is on disk. */
  durable: [sequence: number];
  /** Writing failed and is tried again; null when it works again. */
  trouble: [Error | null];
}

/**
 * The fsynced record of one notebook's changes. Changes given while a write is under way go together in the next, so
 * that a slow disk makes larger writes, not a longer queue.
 */
export class Journal extends EventEmitter<JournalEvents> {
  /** Where it lies; changed when its folder was moved. */
  folder: KeptFolder;
  readonly header: JournalHeader;
  #handle: FileHandle;
  #size: number;
  #pending: Buffer[] = [];
  #given = 0;
  #durable = 0;
  #writing: Promise<void> | null = null;
  #exclusive: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(folder: KeptFolder, header: JournalHeader, handle: FileHandle, size: number) {
    super();
    this.folder = folder;
    this.header = header;
    this.#handle = handle;
    this.#size = size;
  }

  /** What the folder's journal holds; null when there is none that can be read. Throws HttpError too-large. */
  static async read(folder: KeptFolder): Promise<JournalContent | null> {
    const data = await folder.read('journal', limits.journalBytes).catch((error: unknown) => {
      if (error instanceof HttpError && error.code === 'too-large') throw error;
      return null;
    });
    return data === null ? null : readJournal(data);
  }

  /** Goes on with the journal that `content` was read from; what lies after its last whole record is cut off. */
  static async reopen(folder: KeptFolder, content: JournalContent): Promise<Journal> {
    const handle = await folder.openFile('journal', constants.O_RDWR);
    await handle.truncate(content.validBytes);
    return new Journal(folder, content.header, handle, content.validBytes);
  }

  /** Begins a journal with the whole document as its first update. */
  static async begin(
    folder: KeptFolder,
    header: JournalHeader,
    state: Uint8Array,
    file: FileState | null,
  ): Promise<Journal> {
    const { handle, size } = await writeWhole(folder, header, state, file);
    return new Journal(folder, header, handle, size);
  }

  get bytes(): number {
    return this.#size;
  }

  /** Number of the last change given; it is durable when `durable` says so. */
  get given(): number {
    return this.#given;
  }

  get durable(): number {
    return this.#durable;
  }

  add(update: Uint8Array): number {
    return this.#push(updateRecord(update));
  }

  addFile(file: FileState): number {
    return this.#push(fileRecord(file));
  }

  /** Resolves when everything given so far is on disk. */
  async flushed(): Promise<void> {
    const wanted = this.#given;
    if (this.#durable >= wanted) return;
    await new Promise<void>((resolve) => {
      const check = (sequence: number): void => {
        if (sequence < wanted) return;
        this.off('durable', check);
        resolve();
      };
      this.on('durable', check);
    });
  }

  /** Replaces all that is written by one update that holds the same. */
  async compact(state: () => Uint8Array, file: () => FileState | null): Promise<void> {
    await this.#alone(async () => {
      const upTo = this.#given;
      const waiting = this.#pending.length;
      const { handle, size } = await writeWhole(this.folder, this.header, state(), file());
      await this.#handle.close();
      this.#handle = handle;
      this.#size = size;
      // What was waiting then is in the state; what came since still waits.
      this.#pending = this.#pending.slice(waiting);
      this.#reached(upTo);
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writing;
    await this.#alone(() => this.#handle.close());
  }

  #push(bytes: Buffer): number {
    this.#pending.push(bytes);
    this.#given += 1;
    if (!this.#closed) {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null;
      });
    }
    return this.#given;
  }

  async #write(): Promise<void> {
    // What one event changes comes in several updates: let it end first.
    await Promise.resolve();
    let failed = false;
    while (this.#pending.length > 0) {
      try {
        await this.#alone(() => this.#writePending());
        if (failed) this.emit('trouble', null);
        failed = false;
      } catch (error) {
        if (!failed) this.emit('trouble', error instanceof Error ? error : new Error(String(error)));
        failed = true;
        if (this.#closed) return;
        await sleep(retryMs);
      }
    }
  }

  async #writePending(): Promise<void> {
    const records = this.#pending;
    const upTo = this.#given;
    if (records.length === 0) return;
    const bytes = records.length === 1 && records[0] ? records[0] : Buffer.concat(records);
    this.#pending = [];
    try {
      await writeFully(this.#handle, bytes, this.#size);
      await this.#handle.datasync();
    } catch (error) {
      this.#pending = [...records, ...this.#pending];
      // Half a record must not stay before whole ones.
      await this.#handle.truncate(this.#size).catch(() => undefined);
      throw error;
    }
    this.#size += bytes.length;
    this.#reached(upTo);
  }

  #reached(sequence: number): void {
    this.#durable = Math.max(this.#durable, sequence);
    this.emit('durable', this.#durable);
  }

  #alone(work: () => Promise<void>): Promise<void> {
    const mine = this.#exclusive.then(work);
    this.#exclusive = mine.catch(() => undefined);
    return mine;
  }
}

async function writeFully(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, at + written);
    if (bytesWritten === 0) throw new Error('the disk took nothing');
    written += bytesWritten;
  }
}

async function writeWhole(
  kept: KeptFolder,
  header: JournalHeader,
  state: Uint8Array,
  file: FileState | null,
): Promise<{ handle: FileHandle; size: number }> {
  const bytes = Buffer.concat([beginning(header), updateRecord(state), ...(file === null ? [] : [fileRecord(file)])]);
  using folder = kept.make();
  const temporary = temporaryName('journal');
  const handle = await createFile(folder, temporary, kept.modes.file);
  try {
    await writeFully(handle, bytes, 0);
    await handle.sync();
    await rename(folder.at(temporary), folder.at('journal'));
    await syncFolder(folder);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(folder.at(temporary), { force: true }).catch(() => undefined);
    throw error;
  }
  return { handle, size: bytes.length };
}
