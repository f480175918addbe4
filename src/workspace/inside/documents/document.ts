import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import * as Y from 'yjs';
import type {
  CellState,
  Hello,
  InputRequest,
  KernelState,
  Merged,
  Problem,
  ServerMessage,
} from '../../protocol/document.ts';
import { systemCode } from '../http/errors.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Sessions } from '../kernels/sessions.ts';
import { limits } from '../limits.ts';
import { Journal } from './journal.ts';
import { type DiskNotebook, hashOf, NotebookFile, parseAgainst } from './notebook-file.ts';
import { OutputFiles } from './output-files.ts';
import type { Place } from './places.ts';
import { mergeNotebooks } from './rules/merge-notebooks.ts';
import { emptyNotebook, formatNotebook, type Notebook, NotebookError } from './rules/notebook.ts';
import { same } from './rules/same.ts';
import { Runner, type RunnerHost } from './runner.ts';
import { applyNotebook, documentOf, readNotebook } from './shared-notebook.ts';

export interface DocumentEvents {
  /** For every page. */
  message: [ServerMessage];
  /** A change of the document, for every page but the one that it came from. */
  update: [update: Uint8Array, origin: unknown];
  /** Changes up to this number are on disk. */
  durable: [sequence: number];
  closed: [];
}

const checkDiskEveryMs = 1_000;

/** What a document is opened with. */
export interface DocumentContext {
  kernels: Kernels;
  sessions: Sessions;
}

/**
 * A notebook that is open: the one truth of it. Changes of pages, of kernels and of whole files all meet here, go into
 * the journal, and a moment later into the `.ipynb`.
 */
export class Document extends EventEmitter<DocumentEvents> implements RunnerHost {
  readonly doc: Y.Doc;
  readonly files: OutputFiles;
  readonly runner: Runner;
  place: Place;
  /** Pages that look at it. */
  pages = 0;
  lastUsed = Date.now();
  editedAt = new Date().toISOString();
  writtenAt: string | null = null;
  readOnlyReason: NonNullable<Hello['readOnlyReason']> | null = null;
  #file: NotebookFile;
  #journal: Journal;
  /** A whole-file change, a write: one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #writeTimer: NodeJS.Timeout | null = null;
  #unwrittenSince: number | null = null;
  readonly #diskTimer: NodeJS.Timeout;
  /** The file on disk cannot be read as a notebook: it is left alone until it can. */
  #broken: string | null = null;
  #closed = false;
  #storageProblem: Problem | null = null;

  private constructor(place: Place, doc: Y.Doc, file: NotebookFile, journal: Journal, context: DocumentContext) {
    super();
    this.setMaxListeners(0);
    this.place = place;
    this.doc = doc;
    this.#file = file;
    this.#journal = journal;
    this.files = new OutputFiles(place.folder, place.modes);
    this.runner = new Runner(this, context.kernels, context.sessions);
    doc.on('update', (update: Uint8Array, origin: unknown) => this.#updated(update, origin));
    this.#listenToJournal(journal);
    this.#diskTimer = setInterval(() => {
      if (this.#writeTimer === null) this.#inTurn(() => this.#takeFromDisk()).catch(() => undefined);
    }, checkDiskEveryMs);
    this.#diskTimer.unref();
  }

  /** Opens the notebook at the place. Throws NotebookError or the system's error. */
  static async open(place: Place, context: DocumentContext): Promise<Document> {
    const file = new NotebookFile(place);
    const disk = await file.read();
    const stored = await Journal.read(place.folder);
    const document =
      stored === null
        ? await Document.#openNew(place, file, disk, context)
        : await Document.#openStored(place, file, disk, stored, context);
    if (!(await file.isWritable())) document.readOnlyReason = 'no-write-permission';
    return document;
  }

  static async #openNew(
    place: Place,
    file: NotebookFile,
    disk: DiskNotebook,
    context: DocumentContext,
  ): Promise<Document> {
    const isEmpty = disk.bytes.toString().trim() === '';
    const notebook = isEmpty ? emptyNotebook() : parseAgainst(disk.bytes, null);
    const doc = documentOf(notebook);
    const header = { historyId: randomUUID(), path: place.path };
    const journal = await Journal.begin(
      place.folder,
      header,
      Y.encodeStateAsUpdate(doc),
      { hash: disk.hash },
      place.modes,
    );
    await file.saveBase(notebook, disk.hash);
    return new Document(place, doc, file, journal, context);
  }

  static async #openStored(
    place: Place,
    file: NotebookFile,
    disk: DiskNotebook,
    stored: NonNullable<Awaited<ReturnType<typeof Journal.read>>>,
    context: DocumentContext,
  ): Promise<Document> {
    const doc = new Y.Doc();
    doc.transact(() => {
      for (const update of stored.updates) Y.applyUpdate(doc, update);
    });
    const journal = await Journal.reopen(place.folder, stored, place.modes);
    const document = new Document(place, doc, file, journal, context);
    const known = stored.files.some(({ hash }) => hash === disk.hash);
    if (known) {
      // An older content that we wrote: the journal goes on from it.
      const base = parseAgainst(disk.bytes, null);
      await file.saveBase(base, disk.hash);
      if (formatNotebook(document.notebook()) !== disk.bytes.toString()) document.#scheduleWrite();
    } else {
      try {
        await document.#mergeDisk(disk);
      } catch (error) {
        if (!(error instanceof NotebookError)) throw error;
        document.#breaks(error);
      }
    }
    return document;
  }

  get path(): string {
    return this.place.path;
  }

  get historyId(): string {
    return this.#journal.header.historyId;
  }

  /** Number of the last change, and of the last one that is on disk. */
  get sequence(): number {
    return this.#journal.given;
  }

  get durableSequence(): number {
    return this.#journal.durable;
  }

  get unwritten(): boolean {
    return this.#unwrittenSince !== null;
  }

  get problem(): Problem | null {
    return this.#storageProblem;
  }

  notebook(): Notebook {
    return readNotebook(this.doc);
  }

  /** Resolves when all changes so far are in the journal on disk. */
  flushed(): Promise<void> {
    return this.#journal.flushed();
  }

  /** Writes the `.ipynb` now. */
  async write(): Promise<void> {
    await this.#inTurn(() => this.#write());
  }

  /**
   * Takes a whole notebook that somebody wrote who had read `base`; null when that is not known.
   * The live text wins in a conflict, and the other is kept beside the notebook.
   */
  merge(base: Notebook | null, theirs: Notebook, source: Merged['source']): Promise<Merged> {
    return this.#inTurn(async () => {
      await this.#takeFromDisk();
      const against = base ?? (await this.#file.base()) ?? this.notebook();
      return this.#merge(against, theirs, source);
    });
  }

  /** Takes the edits of a page that held another history. */
  async rejoin(base: Notebook, mine: Notebook): Promise<Merged> {
    const withoutOutputs = (notebook: Notebook): Notebook => ({
      ...notebook,
      cells: notebook.cells.map((cell) => ({ ...cell, outputs: [], execution_count: null })),
    });
    return this.merge(withoutOutputs(base), withoutOutputs(mine), 'rejoin');
  }

  /** The notebook has another path. */
  moved(place: Place): void {
    this.place = place;
    const { hash } = this.#file;
    this.#file = new NotebookFile(place);
    this.#file.hash = hash;
    this.emit('message', { type: 'moved', path: place.path });
  }

  /** Asks the lease from the workspace that holds it. */
  async takeOver(): Promise<void> {
    throw new Error('This notebook is not held by another workspace.');
  }

  /** Ends it: what is not written yet is, unless the notebook was deleted. */
  async close(gone = false): Promise<void> {
    if (this.#closed) return;
    this.runner.flush();
    if (!gone && this.#unwrittenSince !== null) await this.write().catch(() => undefined);
    this.#closed = true;
    clearInterval(this.#diskTimer);
    if (this.#writeTimer !== null) clearTimeout(this.#writeTimer);
    await this.#turn.catch(() => undefined);
    this.runner.dispose();
    this.emit('closed');
    await this.#journal.close();
    this.doc.destroy();
  }

  // ------------------------------------------------------------------------------------------------ RunnerHost

  cellsChanged(cells: Record<string, CellState | null>): void {
    this.emit('message', { type: 'cells', cells });
  }

  #kernelsDue = false;
  kernelsChanged(): void {
    // Many changes of one moment are told once.
    if (this.#kernelsDue) return;
    this.#kernelsDue = true;
    queueMicrotask(() => {
      this.#kernelsDue = false;
      if (!this.#closed) this.emit('message', { type: 'kernels', kernels: this.kernelStates() });
    });
  }

  kernelStates(): KernelState[] {
    return this.runner.kernelStates();
  }

  inputAsked(request: InputRequest): void {
    this.emit('message', request);
  }

  inputClosed(inputId: string): void {
    this.emit('message', { type: 'input-closed', inputId });
  }

  failed(problem: Problem, cellId: string): void {
    this.emit('message', { type: 'error', cellId, problem });
  }

  // ------------------------------------------------------------------------------------------------ journal

  #updated(update: Uint8Array, origin: unknown): void {
    if (this.#closed) return;
    this.#journal.add(update);
    this.editedAt = new Date().toISOString();
    this.lastUsed = Date.now();
    this.emit('update', update, origin);
    this.#scheduleWrite();
  }

  #listenToJournal(journal: Journal): void {
    journal.on('durable', (sequence) => this.emit('durable', sequence));
    journal.on('trouble', (error) => {
      this.#storageProblem = error === null ? null : storageProblem(error);
      if (this.#storageProblem !== null) {
        this.emit('message', { type: 'error', problem: this.#storageProblem });
      }
    });
  }

  async #compactIfDue(): Promise<void> {
    if (this.#journal.bytes < limits.journalCompactBytes) return;
    const state = Y.encodeStateAsUpdate(this.doc);
    if (this.#journal.bytes < state.length * limits.journalCompactFactor) return;
    await this.#journal.compact(
      () => Y.encodeStateAsUpdate(this.doc),
      () => ({ hash: this.#file.hash }),
    );
  }

  // ------------------------------------------------------------------------------------------------ the file

  #scheduleWrite(): void {
    const at = performance.now();
    this.#unwrittenSince ??= at;
    if (this.#writeTimer !== null) clearTimeout(this.#writeTimer);
    const latest = this.#unwrittenSince + limits.writeAtLatestMs - at;
    this.#writeTimer = setTimeout(
      () => {
        this.#writeTimer = null;
        this.#inTurn(() => this.#write()).catch((error: unknown) => this.#writeFailed(error));
      },
      Math.max(0, Math.min(limits.writeAfterMs, latest)),
    );
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #write(): Promise<void> {
    if (this.#closed || this.readOnlyReason === 'no-write-permission' || this.readOnlyReason === 'held-elsewhere')
      return;
    await this.#takeFromDisk();
    if (this.#broken !== null) return;
    if (!(await this.#file.exists())) {
      // Deleted outside: it is not made again behind the back of who deleted it.
      this.emit('message', { type: 'moved', path: null });
      this.emit('closed');
      return;
    }
    const since = this.#unwrittenSince;
    this.#unwrittenSince = null;
    const written = await this.#file
      .write(this.notebook(), async (hash) => {
        this.#journal.addFile({ hash });
        await this.#journal.flushed();
      })
      .catch((error: unknown) => {
        this.#unwrittenSince ??= since ?? performance.now();
        throw error;
      });
    if (!written) {
      this.#scheduleWrite();
      return;
    }
    this.writtenAt = new Date().toISOString();
    if (this.#storageProblem !== null) this.#storageProblem = null;
    this.emit('message', { type: 'written', at: this.writtenAt });
    await this.#compactIfDue();
  }

  #writeFailed(error: unknown): void {
    this.#storageProblem = storageProblem(error);
    this.emit('message', { type: 'error', problem: this.#storageProblem });
    // Later again: the disk may have room then.
    this.#writeTimer ??= setTimeout(() => {
      this.#writeTimer = null;
      if (!this.#closed) this.#inTurn(() => this.#write()).catch((again: unknown) => this.#writeFailed(again));
    }, limits.writeAtLatestMs);
  }

  /** Merges what somebody else wrote to the file since it was last the same as the document. */
  async #takeFromDisk(): Promise<void> {
    if (this.#closed) return;
    const disk = await this.#file.changed();
    if (disk === null) return;
    try {
      await this.#mergeDisk(disk);
      this.#broken = null;
    } catch (error) {
      if (error instanceof NotebookError) this.#breaks(error);
      else throw error;
    }
  }

  async #mergeDisk(disk: DiskNotebook): Promise<void> {
    const base = await this.#file.base();
    if (disk.bytes.toString().trim() === '') {
      throw new NotebookError('broken-notebook', 'The file on disk is empty.');
    }
    const theirs = parseAgainst(disk.bytes, base ?? this.notebook());
    const merged = await this.#merge(base ?? this.notebook(), theirs, 'disk');
    this.#journal.addFile({ hash: disk.hash });
    await this.#file.saveBase(theirs, disk.hash);
    if (hashOf(formatNotebook(this.notebook())) !== disk.hash) this.#scheduleWrite();
    this.emit('message', merged);
  }

  async #merge(base: Notebook, theirs: Notebook, source: Merged['source']): Promise<Merged> {
    const live = this.notebook();
    const { notebook, conflicts } = mergeNotebooks(base, live, theirs);
    if (!same(live, notebook)) applyNotebook(this.doc, notebook);
    const version = conflicts.length === 0 ? null : await this.#file.keepVersion(theirs, new Date());
    return { type: 'merged', source, conflicts, version };
  }

  #breaks(error: NotebookError): void {
    if (this.#broken === error.message) return;
    this.#broken = error.message;
    this.emit('message', {
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

function storageProblem(error: unknown): Problem {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      code: 'disk-full',
      message: 'The disk is full: your last changes are not saved.',
      why: 'Your home has no room left.',
      action: 'Delete files to make room, and empty the trash; saving goes on by itself.',
    };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'failed',
    message: 'Your last changes could not be saved.',
    why: detail,
    action: 'It is tried again.',
  };
}
