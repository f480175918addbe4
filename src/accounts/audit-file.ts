import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import type { Foundation } from '../platform/index.ts';
import { chainLine, noLine, parseLine } from './rules/audit-chain.ts';
import { auditAfter, auditAt } from './store/audit.ts';

const batch = 500;
/** Longer than any line can be: each text in a record is cut to 300 characters. */
const tailBytes = 64 * 1024;
/** A record is normally written a moment after its commit; this is for whatever went wrong with that. */
const lookEveryMilliseconds = 1000;

/**
 * The audit trail as JSON lines, after each commit. What the file holds decides where it goes on, so that a crash at any
 * moment neither loses nor doubles a record.
 */
export class AuditFile {
  readonly #foundation: Foundation;
  readonly #path: string;
  #file: FileHandle | undefined;
  #size = 0;
  #sequence = 0;
  #hash = noLine;
  #writing: Promise<void> | undefined;
  #again = false;
  #closed = false;
  readonly #timer: NodeJS.Timeout;

  constructor(foundation: Foundation, path: string) {
    this.#foundation = foundation;
    this.#path = path;
    this.#timer = setInterval(() => void this.catchUp(), lookEveryMilliseconds).unref();
  }

  /** Writes what is in the database and not yet in the file. Does not fail: what could not be written is written later. */
  async catchUp(): Promise<void> {
    if (this.#closed) return;
    if (this.#writing) {
      this.#again = true;
      return await this.#writing;
    }
    this.#writing = this.#catchUp();
    try {
      await this.#writing;
    } finally {
      this.#writing = undefined;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.catchUp();
    this.#closed = true;
    await this.#writing;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #catchUp(): Promise<void> {
    try {
      do {
        this.#again = false;
        while (await this.#writeSome());
      } while (this.#again);
    } catch (err) {
      this.#foundation.log.error({ err }, 'the audit file is behind; its records are safe in the database');
      await this.#file?.close().catch(() => undefined);
      this.#file = undefined;
    }
  }

  /** Whether there may be more. */
  async #writeSome(): Promise<boolean> {
    const file = this.#file ?? (await this.#open());
    const records = await auditAfter(this.#foundation.database, {}, this.#sequence, batch);
    const last = records.at(-1);
    if (!last) return false;
    let hash = this.#hash;
    let text = '';
    for (const record of records) {
      const chained = chainLine(record, hash);
      hash = chained.hash;
      text += `${chained.line}\n`;
    }
    const bytes = Buffer.from(text);
    const { bytesWritten } = await file.write(bytes, 0, bytes.length, this.#size);
    // The disk was full in the middle of it: the part is cut off when the file is opened again.
    if (bytesWritten < bytes.length) throw new Error(`only ${bytesWritten} of ${bytes.length} bytes could be written`);
    await file.datasync();
    this.#size += bytes.length;
    this.#sequence = last.sequence;
    this.#hash = hash;
    this.#foundation.events.publish({ type: 'audit', audience: 'administrators', data: { sequence: last.sequence } });
    return records.length === batch;
  }

  /** Opens the file at the end of its last whole line. A part of a line, from a crash, is cut off and written again. */
  async #open(): Promise<FileHandle> {
    const file = await open(this.#path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    await file.chmod(0o600);
    const { size } = await file.stat();
    const start = Math.max(0, size - tailBytes);
    const tail = Buffer.alloc(size - start);
    await file.read(tail, 0, tail.length, start);
    const end = tail.lastIndexOf(0x0a) + 1;
    const last = tail.subarray(tail.lastIndexOf(0x0a, end - 2) + 1, Math.max(0, end - 1)).toString();
    this.#size = start + end;
    this.#sequence = 0;
    this.#hash = noLine;
    if (last !== '' && !(await this.#goesOnFrom(last))) {
      await file.close();
      return await this.#beginAnew();
    }
    await file.truncate(this.#size);
    this.#file = file;
    return file;
  }

  /** Whether the database holds what the file ends with; after a restored backup it may not. */
  async #goesOnFrom(line: string): Promise<boolean> {
    const { sequence, id, hash } = parseLine(line);
    if ((await auditAt(this.#foundation.database, sequence))?.id !== id) return false;
    this.#sequence = sequence;
    this.#hash = hash;
    return true;
  }

  async #beginAnew(): Promise<FileHandle> {
    const aside = `${this.#path}.${this.#foundation.clock.now()}`;
    await rename(this.#path, aside);
    this.#foundation.log.warn({ aside }, 'the audit file holds records that the database does not; it was put aside');
    return await this.#open();
  }
}
