import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
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
import { JournalFollower } from './journal-follower.ts';
import type { JournalContent } from './journal-format.ts';
import { type Holder, Lease } from './lease.ts';
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
  me: Holder;
  kernels: Kernels;
  sessions: Sessions;
  /** Told of the cells that wait, whenever that changes. */
  queued(path: string, cellIds: string[]): void;
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
  readonly #context: DocumentContext;
  #file: NotebookFile;
  /** Null while another workspace writes it. */
  #journal: Journal | null;
  readonly #lease: Lease | null;
  #holder: string | null = null;
  #follower: JournalFollower | null = null;
  #leaseTimer: NodeJS.Timeout | null = null;
  readonly historyId: string;
  /** A whole-file change, a write: one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #writeTimer: NodeJS.Timeout | null = null;
  #unwrittenSince: number | null = null;
  readonly #diskTimer: NodeJS.Timeout;
  /** The file on disk cannot be read as a notebook: it is left alone until it can. */
  #broken: string | null = null;
  #closed = false;
  #storageProblem: Problem | null = null;

  private constructor(
    place: Place,
    doc: Y.Doc,
    file: NotebookFile,
    written: { journal: Journal | null; historyId: string; lease: Lease | null },
    context: DocumentContext,
  ) {
    super();
    this.setMaxListeners(0);
    this.place = place;
    this.doc = doc;
    this.#file = file;
    this.#context = context;
    this.#journal = written.journal;
    this.historyId = written.historyId;
    this.#lease = written.lease;
    this.files = new OutputFiles(place.folder, place.modes);
    this.runner = new Runner(this, context.kernels, context.sessions);
    doc.on('update', (update: Uint8Array, origin: unknown) => this.#updated(update, origin));
    if (written.journal !== null) this.#listenToJournal(written.journal);
    this.#diskTimer = setInterval(() => {
      if (this.#writeTimer === null) this.#inTurn(() => this.#takeFromDisk()).catch(() => undefined);
    }, checkDiskEveryMs);
    this.#diskTimer.unref();
  }

  /** Opens the notebook at the place. Throws NotebookError or the system's error. */
  static async open(place: Place, context: DocumentContext): Promise<Document> {
    const file = new NotebookFile(place);
    const disk = await file.read();
    const isWritable = await file.isWritable();
    const lease = place.group === null ? null : new Lease(place.folder, context.me, place.modes);
    const holder = lease !== null && isWritable ? await lease.acquire() : null;
    if (lease !== null && holder !== null) {
      const reader = await Document.#openHeld(place, file, holder.account, lease, context);
      if (reader !== null) return reader;
    }
    const stored = await Journal.read(place.folder);
    const document =
      stored === null
        ? await Document.#openNew(place, file, disk, lease, context)
        : await Document.#openStored(place, file, disk, stored, lease, context);
    if (!isWritable) document.readOnlyReason = 'no-write-permission';
    document.#keepLease();
    return document;
  }

  static async #openNew(
    place: Place,
    file: NotebookFile,
    disk: DiskNotebook,
    lease: Lease | null,
    context: DocumentContext,
  ): Promise<Document> {
    const isEmpty = disk.bytes.toString().trim() === '';
    const notebook = isEmpty ? emptyNotebook() : parseAgainst(disk.bytes, null);
    const doc = documentOf(notebook);
    const historyId = randomUUID();
    const state = Y.encodeStateAsUpdate(doc);
    const header = { historyId, path: place.path };
    const journal = await Journal.begin(place.folder, header, state, { hash: disk.hash }, place.modes);
    await file.saveBase(notebook, disk.hash);
    return new Document(place, doc, file, { journal, historyId, lease }, context);
  }

  static async #openStored(
    place: Place,
    file: NotebookFile,
    disk: DiskNotebook,
    stored: JournalContent,
    lease: Lease | null,
    context: DocumentContext,
  ): Promise<Document> {
    const doc = replayed(stored);
    const journal = await Journal.reopen(place.folder, stored, place.modes);
    const { historyId } = stored.header;
    const document = new Document(place, doc, file, { journal, historyId, lease }, context);
    await document.#meetDisk(disk, stored.files);
    return document;
  }

  /** Another workspace writes it: its journal is followed. Null when there is no journal to follow. */
  static async #openHeld(
    place: Place,
    file: NotebookFile,
    holder: string,
    lease: Lease,
    context: DocumentContext,
  ): Promise<Document | null> {
    const stored = await JournalFollower.first(place.folder);
    if (stored === null) return null;
    const { historyId } = stored.header;
    const document = new Document(place, replayed(stored), file, { journal: null, historyId, lease }, context);
    document.#follow(holder);
    return document;
  }

  get path(): string {
    return this.place.path;
  }

  /** Number of the last change, and of the last one that is on disk. */
  get sequence(): number {
    return this.#journal?.given ?? 0;
  }

  get durableSequence(): number {
    return this.#journal?.durable ?? 0;
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
    return this.#journal?.flushed() ?? Promise.resolve();
  }

  /** Account whose workspace writes it; null when it is this one. */
  get holder(): string | null {
    return this.#holder;
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
      this.#mustWrite();
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

  /** The notebook has another path: its journal and outputs go with it, pages and kernels stay. */
  moved(place: Place): Promise<void> {
    return this.#inTurn(async () => {
      await rename(this.place.folder, place.folder);
      this.place = place;
      this.#file = this.#file.movedTo(place);
      this.files.moved(place.folder);
      if (this.#journal !== null) this.#journal.folder = place.folder;
      this.emit('message', { type: 'moved', path: place.path });
    });
  }

  /** Asks the lease from the workspace that holds it, and takes it when it is given up. */
  async takeOver(): Promise<void> {
    const lease = this.#lease;
    if (lease === null || this.#holder === null) return;
    await lease.ask();
    try {
      const until = performance.now() + limits.takeOverSeconds * 1000;
      while (this.#holder !== null && !this.#closed) {
        if ((await lease.acquire()) === null) await this.#inTurn(() => this.#becomeWriter());
        else if (performance.now() > until) {
          throw new Error(`The workspace of ${this.#holder} has not given it up: a cell may be running there.`);
        } else await sleep(limits.followEveryMs);
      }
    } finally {
      await lease.withdraw();
    }
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
    if (this.#leaseTimer !== null) clearInterval(this.#leaseTimer);
    this.runner.dispose();
    this.emit('closed');
    await this.#journal?.close();
    if (this.#holder === null) await this.#lease?.release();
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

  queueChanged(cellIds: string[]): void {
    this.#context.queued(this.path, cellIds);
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
    this.editedAt = new Date().toISOString();
    this.lastUsed = Date.now();
    this.#journal?.add(update);
    this.emit('update', update, origin);
    if (this.#journal !== null) this.#scheduleWrite();
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
    const journal = this.#journal;
    if (journal === null || journal.bytes < limits.journalCompactBytes) return;
    const state = Y.encodeStateAsUpdate(this.doc);
    if (journal.bytes < state.length * limits.journalCompactFactor) return;
    await journal.compact(
      () => Y.encodeStateAsUpdate(this.doc),
      () => ({ hash: this.#file.hash }),
    );
  }

  // ------------------------------------------------------------------------------------------------ lease

  #mustWrite(): void {
    if (this.#journal === null)
      throw new Error(`This notebook is being written by ${this.#holder ?? 'another workspace'}.`);
  }

  /** While we write: the lease is kept fresh, and given up when another asks and nothing runs. */
  #keepLease(): void {
    const lease = this.#lease;
    if (lease === null) return;
    if (this.#leaseTimer !== null) clearInterval(this.#leaseTimer);
    this.#leaseTimer = setInterval(() => {
      this.#inTurn(async () => {
        if (this.#closed || this.#journal === null) return;
        const asking = this.runner.isBusy ? null : await lease.asked();
        if (asking !== null) await this.#giveUp(lease, asking.account);
        else if (!(await lease.renew())) await this.#becomeReader((await lease.holder())?.account ?? '');
      }).catch((error: unknown) => console.error(error));
    }, limits.leaseRenewSeconds * 1000);
  }

  async #giveUp(lease: Lease, to: string): Promise<void> {
    if (this.#unwrittenSince !== null) await this.#write();
    await this.#becomeReader(to);
    await lease.release();
  }

  async #becomeReader(holder: string): Promise<void> {
    const journal = this.#journal;
    this.#journal = null;
    if (this.#writeTimer !== null) clearTimeout(this.#writeTimer);
    this.#writeTimer = null;
    await journal?.close();
    this.#follow(holder);
    this.#tellAccess();
  }

  async #becomeWriter(): Promise<void> {
    if (this.#holder === null || this.#closed) return;
    const stored = await Journal.read(this.place.folder);
    if (stored === null) throw new Error('The journal of this notebook cannot be read.');
    for (const update of stored.updates) Y.applyUpdate(this.doc, update, 'journal');
    const journal = await Journal.reopen(this.place.folder, stored, this.place.modes);
    this.#journal = journal;
    this.#holder = null;
    this.#follower = null;
    this.readOnlyReason = null;
    this.#listenToJournal(journal);
    await this.#meetDisk(await this.#file.read(), stored.files);
    this.#keepLease();
    this.#tellAccess();
  }

  /** While another writes: what it writes is shown, and its place taken when it has gone. */
  #follow(holder: string): void {
    this.#holder = holder;
    this.readOnlyReason = 'held-elsewhere';
    const follower = new JournalFollower(this.place.folder);
    this.#follower = follower;
    if (this.#leaseTimer !== null) clearInterval(this.#leaseTimer);
    this.#leaseTimer = setInterval(() => {
      this.#inTurn(async () => {
        if (this.#closed || this.#follower !== follower) return;
        for (const update of await follower.news()) Y.applyUpdate(this.doc, update, 'journal');
        const lease = this.#lease;
        if (lease === null || (await lease.holder()) !== null || (await lease.asked()) !== null) return;
        if ((await lease.acquire()) === null) await this.#becomeWriter();
      }).catch((error: unknown) => console.error(error));
    }, limits.followEveryMs);
  }

  #tellAccess(): void {
    this.emit('message', {
      type: 'access',
      readOnly: this.readOnlyReason !== null,
      ...(this.readOnlyReason === null ? {} : { readOnlyReason: this.readOnlyReason }),
      holder: this.#holder,
      mayTakeOver: this.#holder !== null,
    });
  }

  // ------------------------------------------------------------------------------------------------ the file

  /** Brings what is on disk and what the journal holds together, when a document is opened or taken over. */
  async #meetDisk(disk: DiskNotebook, known: readonly { hash: string }[]): Promise<void> {
    if (known.some(({ hash }) => hash === disk.hash)) {
      // A content that was written from the journal, or taken into it: the journal goes on from it.
      await this.#file.saveBase(parseAgainst(disk.bytes, null), disk.hash);
      if (formatNotebook(this.notebook()) !== disk.bytes.toString()) this.#scheduleWrite();
      return;
    }
    try {
      await this.#mergeDisk(disk);
    } catch (error) {
      if (!(error instanceof NotebookError)) throw error;
      this.#breaks(error);
    }
  }

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
    if (this.#closed || this.#journal === null || this.readOnlyReason !== null) return;
    await this.#takeFromDisk();
    if (this.#broken !== null) return;
    if (!(await this.#stillThere())) {
      // Deleted outside: it is not made again behind the back of who deleted it.
      this.emit('message', { type: 'moved', path: null });
      setImmediate(() => this.close(true).catch((error: unknown) => console.error(error)));
      return;
    }
    const since = this.#unwrittenSince;
    this.#unwrittenSince = null;
    const written = await this.#file
      .write(this.notebook(), async (hash) => {
        this.#journal?.addFile({ hash });
        await this.flushed();
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

  /** An editor that saves by renaming leaves a moment without the file. */
  async #stillThere(): Promise<boolean> {
    if (await this.#file.exists()) return true;
    await sleep(300);
    return this.#file.exists();
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
    if (this.#closed || this.#journal === null) return;
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
    this.#journal?.addFile({ hash: disk.hash });
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

function replayed(stored: JournalContent): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of stored.updates) Y.applyUpdate(doc, update);
  });
  return doc;
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
