import { closeSync, constants, futimesSync, lstatSync, openSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Problem } from '../../../platform/problem.ts';
import type { Conflict, Entry, Upload } from '../../contract.ts';
import { fileProblems } from '../../problems.ts';
import { join, nameOf, parentOf } from '../../rules/home-path.ts';
import type { UploadTarget } from '../../rules/tus.ts';
import { entryOf } from '../entry.ts';
import type { FilesEnvironment } from '../environment.ts';
import type { Call } from '../http/call.ts';
import { locate, type Place, refuseProtected } from '../location.ts';
import { newId } from '../new-id.ts';
import type { Owners } from '../owners.ts';
import { nameTaken, putInPlace } from '../put-in-place.ts';
import { receive } from '../receive.ts';
import { requireSpace } from '../space.ts';
import { openOurs, shareFile } from '../staging.ts';
import { syncFolder } from '../sync-folder.ts';
import { codeOf } from '../system-problem.ts';
import { openDestination, removeIfThere } from '../write-content.ts';
import { type UploadRecord, UploadRecords } from './record.ts';

const keepUnfinished = 7 * 24 * 3600 * 1000;
/** So that a sender who lost the last answer still learns that all arrived. */
const keepDone = 3600 * 1000;

/** Uploads that survive a lost connection and a killed server: the part file says how much is there. */
export class Uploads {
  readonly #env: FilesEnvironment;
  readonly #owners: Owners;
  readonly #records: UploadRecords;
  /** The request that is writing each upload now. */
  readonly #writing = new Map<string, { call: Call; done: Promise<unknown> }>();

  constructor(env: FilesEnvironment, owners: Owners) {
    this.#env = env;
    this.#owners = owners;
    this.#records = new UploadRecords(env);
  }

  get busy(): boolean {
    return this.#writing.size > 0;
  }

  /** Refuses at once what could not be finished: a taken name, a folder of ours, a disk without room. */
  async create(target: UploadTarget, length: number): Promise<UploadRecord> {
    refuseProtected(this.#env, target.path);
    const location = locate(this.#env, target.path);
    if (target.conflict === 'fail' && lstatIfThere(location.absolute) !== undefined)
      throw nameTaken(nameOf(target.path));
    requireSpace(location.place.root, length, this.#claimed(location.place));
    openDestination(this.#env, location)[Symbol.dispose]();
    const record: UploadRecord = {
      id: newId(),
      ...target,
      length,
      createdAt: Date.now(),
      state: 'receiving',
      placing: undefined,
    };
    const file = await this.#openPart(record, constants.O_CREAT | constants.O_EXCL);
    try {
      shareFile(location.place, file.fd);
    } finally {
      await file.close();
    }
    this.#records.save(record);
    if (length === 0) this.#finish(record, record.conflict);
    return record;
  }

  /** Where the next byte belongs. */
  async offset(id: string): Promise<{ record: UploadRecord; offset: number }> {
    await this.#takeOver(id);
    const record = this.#recovered(this.#records.read(id));
    const offset = this.#offsetOf(record);
    // All is here and it has no name yet: the server was killed just then, or the name was taken. A sender who hears
    // that nothing is missing believes that it is done, so it must be.
    const unnamed = record.state !== 'done' && offset === record.length;
    return { record: unnamed ? this.#finish(record, record.conflict) : record, offset };
  }

  /** Appends; on the last byte the file gets its name. A newer request for the same upload ends an older one. */
  async append(id: string, offset: number, call: Call): Promise<{ record: UploadRecord; offset: number }> {
    await this.#takeOver(id);
    const work = this.#append(id, offset, call);
    this.#writing.set(id, { call, done: work });
    try {
      return await work;
    } finally {
      if (this.#writing.get(id)?.done === work) this.#writing.delete(id);
    }
  }

  async #append(id: string, offset: number, call: Call): Promise<{ record: UploadRecord; offset: number }> {
    const record = this.#recovered(this.#records.read(id));
    const have = this.#offsetOf(record);
    if (offset !== have) {
      throw fileProblems['upload-offset']({
        detail: `The next byte is ${have}, not ${offset}.`,
        extra: { offset: have },
      });
    }
    if (record.state !== 'receiving') return { record, offset: have };
    const file = await this.#openPart(record, 0);
    let now = have;
    try {
      const { written, tooMuch } = await receive(call, file, have, record.length - have);
      now += written;
      if (tooMuch) {
        throw fileProblems['upload-invalid'](`More came than the ${record.length} bytes that were announced.`);
      }
    } finally {
      await file.close();
    }
    return { record: now === record.length ? this.#finish(record, record.conflict) : record, offset: now };
  }

  /** Puts a complete upload in place that was waiting for a decision. */
  finish(id: string, conflict: Conflict): Entry {
    const record = this.#recovered(this.#records.read(id));
    if (record.state !== 'done' && this.#offsetOf(record) < record.length) {
      throw fileProblems['upload-incomplete']('Some of it is still missing: go on sending, then finish.');
    }
    const done = record.state === 'done' ? record : this.#finish(record, conflict);
    const entry = entryOf(this.#owners, locate(this.#env, done.path).absolute, done.path, nameOf(done.path));
    if (entry === undefined)
      throw fileProblems['file-not-found']('It was uploaded, and has been moved or deleted since.');
    return entry;
  }

  async cancel(id: string): Promise<void> {
    await this.#takeOver(id);
    this.#remove(this.#records.read(id));
  }

  unfinished(): Upload[] {
    return this.#records.unfinished().flatMap((record) => {
      const part = this.#part(record);
      if (part === undefined) return [];
      return {
        id: record.id,
        path: record.path,
        offset: Math.min(part.size, record.length),
        length: record.length,
        createdAt: record.createdAt,
        expiresAt: expiryOf(record),
        waiting: record.state === 'waiting',
      };
    });
  }

  /** Takes away what nobody has come back for. */
  sweep(now: number): void {
    for (const record of this.#records.done()) {
      if (now > record.createdAt + keepDone) this.#records.remove(record);
    }
    for (const record of this.#records.unfinished()) {
      if (now > expiryOf(record) && !this.#writing.has(record.id)) this.#remove(record);
    }
  }

  #finish(record: UploadRecord, conflict: Conflict): UploadRecord {
    const location = locate(this.#env, record.path);
    using staging = openOurs(location.place, 'uploads');
    const part = staging.at(partName(record));
    const { ino } = lstatSync(part);
    this.#records.save({ ...record, placing: ino });
    if (record.modifiedAt !== undefined) setChangedAt(part, record.modifiedAt);
    try {
      using folder = openDestination(this.#env, location);
      const name = putInPlace({ folder: staging, name: partName(record) }, folder, nameOf(record.path), conflict);
      syncFolder(folder);
      const done: UploadRecord = {
        ...record,
        path: join(parentOf(record.path), name),
        state: 'done',
        placing: undefined,
      };
      this.#records.save(done);
      return done;
    } catch (error) {
      const taken = error instanceof Problem && error.code === 'file-exists';
      this.#records.save({ ...record, state: taken ? 'waiting' : record.state, placing: undefined });
      throw error;
    }
  }

  /** A crash between giving the name and noting it leaves a record without its part: the named file is that part. */
  #recovered(record: UploadRecord): UploadRecord {
    if (record.placing === undefined || this.#part(record) !== undefined) return record;
    const location = locate(this.#env, record.path);
    if (lstatIfThere(location.absolute)?.ino !== record.placing) return record;
    const done: UploadRecord = { ...record, state: 'done', placing: undefined };
    this.#records.save(done);
    return done;
  }

  #offsetOf(record: UploadRecord): number {
    if (record.state === 'done') return record.length;
    const part = this.#part(record);
    if (part === undefined) throw fileProblems['upload-not-found']('What had arrived of it is gone. Upload it again.');
    return Math.min(part.size, record.length);
  }

  /** What has arrived; nothing where it is gone, or in a group that this account has left. */
  #part(record: UploadRecord): Stats | undefined {
    try {
      using staging = openOurs(locate(this.#env, record.path).place, 'uploads');
      return lstatIfThere(staging.at(partName(record)));
    } catch (error) {
      if (codeOf(error) === 'EACCES' || codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #openPart(record: UploadRecord, flags: number): Promise<FileHandle> {
    using staging = openOurs(locate(this.#env, record.path).place, 'uploads');
    const part = await open(staging.at(partName(record)), toWrite | flags, 0o666);
    if ((await part.stat()).isFile()) return part;
    await part.close();
    throw new Error(`${partName(record)} is not a file any more`);
  }

  #remove(record: UploadRecord): void {
    try {
      using staging = openOurs(locate(this.#env, record.path).place, 'uploads');
      removeIfThere(staging.at(partName(record)));
    } catch (error) {
      // The group's folder is no longer ours to clean.
      if (codeOf(error) !== 'EACCES' && codeOf(error) !== 'ENOENT') throw error;
    }
    this.#records.remove(record);
  }

  #claimed(place: Place): number {
    let bytes = 0;
    for (const record of this.#records.unfinished()) {
      if (record.state !== 'receiving' || locate(this.#env, record.path).place.root !== place.root) continue;
      bytes += record.length - (this.#part(record)?.size ?? record.length);
    }
    return bytes;
  }

  /** A connection that was lost may still look alive here; its sender is back, so it is over. */
  async #takeOver(id: string): Promise<void> {
    const older = this.#writing.get(id);
    if (older === undefined) return;
    older.call.request.destroy();
    await older.done.catch(() => undefined);
  }
}

/** In a group any member can put something else in a part's place: never through a link, never waiting for a reader. */
const toWrite = constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export function expiryOf(record: UploadRecord): number {
  return record.createdAt + keepUnfinished;
}

function partName(record: UploadRecord): string {
  return `${record.id}.part`;
}

function lstatIfThere(absolute: string): Stats | undefined {
  try {
    return lstatSync(absolute, { throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

function setChangedAt(part: string, changedAt: number): void {
  const fd = openSync(part, toWrite);
  try {
    futimesSync(fd, Date.now() / 1000, changedAt / 1000);
  } finally {
    closeSync(fd);
  }
}
