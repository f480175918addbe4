import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import type { Merged, Problem } from '../../../protocol/document.ts';
import { limits } from '../../limits.ts';
import { type DiskNotebook, hashOf, type NotebookFile, parseAgainst } from '../file/notebook-file.ts';
import type { Place } from '../places.ts';
import { mergeNotebooks } from '../rules/merge-notebooks.ts';
import { formatNotebook, type Notebook, NotebookError } from '../rules/notebook.ts';
import { same } from '../rules/same.ts';
import { applyNotebook } from '../shared-notebook.ts';
import type { DocumentParts } from './document-parts.ts';
import { storageProblem } from './storage-problem.ts';

const checkDiskEveryMs = 1_000;

/**
 * The `.ipynb` of an open document: written a moment after the last change, and what others write to it is merged in.
 * Its methods are called in a turn of the document's, except where they take one.
 */
export class WrittenFile {
  writtenAt: string | null = null;
  /** Why the last write failed; null when it did not. */
  problem: Problem | null = null;
  readonly #document: DocumentParts;
  readonly #gone: () => void;
  #file: NotebookFile;
  #timer: NodeJS.Timeout | null = null;
  #unwrittenSince: number | null = null;
  readonly #diskTimer: NodeJS.Timeout;
  /** The file on disk cannot be read as a notebook: it is left alone until it can. */
  #broken: string | null = null;

  /** @param gone  the file was deleted outside: the document is to end */
  constructor(document: DocumentParts, file: NotebookFile, gone: () => void) {
    this.#document = document;
    this.#file = file;
    this.#gone = gone;
    this.#diskTimer = setInterval(() => {
      if (this.#timer === null) document.turns.take(() => this.takeFromDisk()).catch(() => undefined);
    }, checkDiskEveryMs);
    this.#diskTimer.unref();
  }

  get unwritten(): boolean {
    return this.#unwrittenSince !== null;
  }

  movedTo(place: Place): void {
    this.#file = this.#file.movedTo(place);
  }

  /** Nothing is written any more by itself. */
  stop(): void {
    clearInterval(this.#diskTimer);
    this.cancelWrite();
  }

  cancelWrite(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** The document changed: the file follows when it has been quiet for a moment, or has waited long enough. */
  scheduleWrite(): void {
    const at = performance.now();
    this.#unwrittenSince ??= at;
    const latest = this.#unwrittenSince + limits.writeAtLatestMs - at;
    this.cancelWrite();
    this.#writeIn(Math.max(0, Math.min(limits.writeAfterMs, latest)));
  }

  async write(): Promise<void> {
    const document = this.#document;
    if (document.isClosed || !document.mayWrite) return;
    await this.takeFromDisk();
    if (this.#broken !== null) return;
    if (!(await this.#stillThere())) {
      // Deleted outside: it is not made again behind the back of who deleted it.
      document.tell({ type: 'moved', path: null });
      setImmediate(this.#gone);
      return;
    }
    const since = this.#unwrittenSince;
    this.#unwrittenSince = null;
    const written = await this.#file
      .write(document.notebook(), async (hash) => {
        document.journal?.addFile({ hash });
        await document.flushed();
      })
      .catch((error: unknown) => {
        this.#unwrittenSince ??= since ?? performance.now();
        throw error;
      });
    if (!written) {
      this.scheduleWrite();
      return;
    }
    this.writtenAt = new Date().toISOString();
    this.problem = null;
    document.tell({ type: 'written', at: this.writtenAt });
    await this.#compactIfDue();
  }

  /** Brings what is on disk and what the journal holds together, when a document is opened or taken over. */
  async meet(known: readonly { hash: string }[], found?: DiskNotebook): Promise<void> {
    const disk = found ?? (await this.#file.read());
    if (known.some(({ hash }) => hash === disk.hash)) {
      // A content that was written from the journal, or taken into it: the journal goes on from it.
      await this.#file.saveBase(parseAgainst(disk.bytes, null), disk.hash);
      if (formatNotebook(this.#document.notebook()) !== disk.bytes.toString()) this.scheduleWrite();
      return;
    }
    await this.#mergeDisk(disk);
  }

  /** Merges what somebody else wrote to the file since it was last the same as the document. */
  async takeFromDisk(): Promise<void> {
    if (this.#document.isClosed || this.#document.journal === null) return;
    const disk = await this.#file.changed();
    if (disk !== null && (await this.#mergeDisk(disk))) this.#broken = null;
  }

  /** @param base  what the other side had read; null when that is not known */
  async merge(base: Notebook | null, theirs: Notebook, source: Merged['source']): Promise<Merged> {
    const live = this.#document.notebook();
    const { notebook, conflicts } = mergeNotebooks(base ?? (await this.#file.base()) ?? live, live, theirs);
    if (!same(live, notebook)) applyNotebook(this.#document.doc, notebook);
    const version = conflicts.length === 0 ? null : await this.#file.keepVersion(theirs, new Date());
    return { type: 'merged', source, conflicts, version };
  }

  /** False when the file is no notebook. */
  async #mergeDisk(disk: DiskNotebook): Promise<boolean> {
    const document = this.#document;
    const base = await this.#file.base();
    let theirs: Notebook;
    try {
      theirs = readable(disk, base ?? document.notebook());
    } catch (error) {
      if (!(error instanceof NotebookError)) throw error;
      this.#breaks(error);
      return false;
    }
    const merged = await this.merge(base, theirs, 'disk');
    document.journal?.addFile({ hash: disk.hash });
    await this.#file.saveBase(theirs, disk.hash);
    if (hashOf(formatNotebook(document.notebook())) !== disk.hash) this.scheduleWrite();
    document.tell(merged);
    return true;
  }

  #writeIn(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#document.isClosed) return;
      this.#document.turns.take(() => this.write()).catch((error: unknown) => this.#writeFailed(error));
    }, milliseconds);
  }

  #writeFailed(error: unknown): void {
    this.problem = storageProblem(error);
    this.#document.tell({ type: 'error', problem: this.problem });
    // Later again: the disk may have room then.
    if (this.#timer === null) this.#writeIn(limits.writeAtLatestMs);
  }

  /** An editor that saves by renaming leaves a moment without the file. */
  async #stillThere(): Promise<boolean> {
    if (await this.#file.exists()) return true;
    await sleep(300);
    return this.#file.exists();
  }

  async #compactIfDue(): Promise<void> {
    const { journal, doc } = this.#document;
    if (journal === null || journal.bytes < limits.journalCompactBytes) return;
    const state = Y.encodeStateAsUpdate(doc);
    if (journal.bytes < state.length * limits.journalCompactFactor) return;
    await journal.compact(
      () => Y.encodeStateAsUpdate(doc),
      () => ({ hash: this.#file.hash }),
    );
  }

  #breaks(error: NotebookError): void {
    if (this.#broken === error.message) return;
    this.#broken = error.message;
    this.#document.tell({
      type: 'error',
      problem: {
        code: 'broken-notebook',
        message: 'The file on disk was changed and is not a notebook any more. It is left as it is.',
        why: error.message,
        action: 'Mend or delete the file; what you see here is kept and is written when the file can be read again.',
      },
    });
  }
}

/** Throws NotebookError. */
function readable(disk: DiskNotebook, against: Notebook): Notebook {
  if (disk.bytes.toString().trim() === '') throw new NotebookError('broken-notebook', 'The file on disk is empty.');
  return parseAgainst(disk.bytes, against);
}
