import { EventEmitter } from 'node:events';
import type * as Y from 'yjs';
import type { Hello, KernelState, Merged, Problem, ServerMessage } from '../../../protocol/document.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Sessions } from '../../kernels/sessions.ts';
import type { NotebookFile } from '../file/notebook-file.ts';
import type { Journal } from '../journal/journal.ts';
import type { Holder, Lease } from '../journal/lease.ts';
import { OutputFiles } from '../output/output-files.ts';
import type { Place } from '../places.ts';
import type { Notebook } from '../rules/notebook.ts';
import { Runner } from '../runs/runner.ts';
import { readNotebook } from '../shared-notebook.ts';
import { storageProblem } from './storage-problem.ts';
import { Turns } from './turns.ts';
import { Writer } from './writer.ts';
import { WrittenFile } from './written-file.ts';

export interface DocumentEvents {
  /** For every page. */
  message: [ServerMessage];
  /** A change of the document, for every page but the one that it came from. */
  update: [update: Uint8Array, origin: unknown];
  /** Changes up to this number are on disk. */
  durable: [sequence: number];
  /** `gone`: the notebook was deleted; else it is only put away, and opens again as it is. */
  closed: [gone: boolean];
}

/** What a document is opened with. */
export interface DocumentContext {
  me: Holder;
  kernels: Kernels;
  sessions: Sessions;
  /** Told of the cells that wait, whenever that changes. */
  queued(path: string, cellIds: string[]): void;
}

/** What `openDocument` found. */
export interface OpenedNotebook {
  place: Place;
  doc: Y.Doc;
  file: NotebookFile;
  /** Null while another workspace writes it. */
  journal: Journal | null;
  historyId: string;
  lease: Lease | null;
}

/**
 * A notebook that is open: the one truth of it. Changes of pages, of kernels and of whole files all meet here, go into
 * the journal, and a moment later into the `.ipynb`.
 */
export class Document extends EventEmitter<DocumentEvents> {
  readonly doc: Y.Doc;
  readonly historyId: string;
  readonly files: OutputFiles;
  readonly runner: Runner;
  readonly writer: Writer;
  readonly file: WrittenFile;
  place: Place;
  /** Pages that look at it. */
  pages = 0;
  lastUsed = Date.now();
  editedAt = new Date().toISOString();
  readonly #context: DocumentContext;
  readonly #turns = new Turns();
  #closed = false;
  #kernelsDue = false;

  constructor(opened: OpenedNotebook, context: DocumentContext) {
    super();
    this.setMaxListeners(0);
    this.place = opened.place;
    this.doc = opened.doc;
    this.historyId = opened.historyId;
    this.#context = context;
    this.files = new OutputFiles(opened.place.folder);
    this.writer = this.#makeWriter(opened.journal, opened.lease);
    this.file = this.#makeFile(opened.file);
    this.runner = this.#makeRunner();
    this.doc.on('update', (update: Uint8Array, origin: unknown) => this.#updated(update, origin));
    if (opened.journal !== null) this.#listenTo(opened.journal);
  }

  get path(): string {
    return this.place.path;
  }

  /** Number of the last change, and of the last one that is on disk. */
  get sequence(): number {
    return this.writer.journal?.given ?? 0;
  }

  get durableSequence(): number {
    return this.writer.journal?.durable ?? 0;
  }

  get unwritten(): boolean {
    return this.file.unwritten;
  }

  get writtenAt(): string | null {
    return this.file.writtenAt;
  }

  get problem(): Problem | null {
    return this.file.problem;
  }

  /** Account whose workspace writes it; null when it is this one. */
  get holder(): string | null {
    return this.writer.holder;
  }

  get readOnlyReason(): NonNullable<Hello['readOnlyReason']> | null {
    return this.writer.readOnlyReason;
  }

  notebook(): Notebook {
    return readNotebook(this.doc);
  }

  kernelStates(): KernelState[] {
    return this.runner.kernelStates();
  }

  /** Resolves when all changes so far are in the journal on disk. */
  flushed(): Promise<void> {
    return this.writer.journal?.flushed() ?? Promise.resolve();
  }

  /** Writes the `.ipynb` now. */
  write(): Promise<void> {
    return this.#turns.take(() => this.file.write());
  }

  /**
   * Takes a whole notebook that somebody wrote who had read `base`; null when that is not known.
   * The live text wins in a conflict, and the other is kept beside the notebook.
   */
  merge(base: Notebook | null, theirs: Notebook, source: Merged['source']): Promise<Merged> {
    return this.#turns.take(async () => {
      if (this.writer.journal === null) {
        throw new Error(`This notebook is being written by ${this.holder ?? 'another workspace'}.`);
      }
      await this.file.takeFromDisk();
      return this.file.merge(base, theirs, source);
    });
  }

  /** Takes the edits of a page that held another history; once more, where the answer was lost, changes nothing. */
  async rejoin(base: Notebook, mine: Notebook): Promise<Merged> {
    const merged = await this.merge(withoutOutputs(base), withoutOutputs(mine), 'rejoin');
    await this.flushed();
    return merged;
  }

  /** The notebook has another path: its journal and outputs go with it, pages and kernels stay. */
  moved(place: Place): Promise<void> {
    return this.#turns.take(async () => {
      await this.place.folder.moveTo(place.folder);
      this.place = place;
      this.file.movedTo(place);
      this.files.moved(place.folder);
      if (this.writer.journal !== null) this.writer.journal.folder = place.folder;
      this.emit('message', { type: 'moved', path: place.path });
    });
  }

  /** Asks the right to write from the workspace that has it. */
  takeOver(): Promise<void> {
    return this.writer.takeOver();
  }

  /** Ends it: what is not written yet is, unless the notebook was deleted. */
  async close(gone = false): Promise<void> {
    if (this.#closed) return;
    this.runner.flush();
    if (!gone && this.unwritten) await this.write().catch(() => undefined);
    this.#closed = true;
    this.file.stop();
    await this.#turns.done();
    this.writer.stop();
    this.runner.dispose();
    this.emit('closed', gone);
    await this.writer.close();
    this.doc.destroy();
  }

  #updated(update: Uint8Array, origin: unknown): void {
    if (this.#closed) return;
    this.editedAt = new Date().toISOString();
    this.lastUsed = Date.now();
    this.writer.journal?.add(update);
    this.emit('update', update, origin);
    if (this.writer.journal !== null) this.file.scheduleWrite();
  }

  #listenTo(journal: Journal): void {
    journal.on('durable', (sequence) => this.emit('durable', sequence));
    journal.on('trouble', (error) => {
      const problem = error === null ? null : storageProblem(error);
      this.file.problem = problem;
      if (problem !== null) this.emit('message', { type: 'error', problem });
    });
  }

  #makeWriter(journal: Journal | null, lease: Lease | null): Writer {
    const document = this;
    return new Writer(
      {
        doc: this.doc,
        get place() {
          return document.place;
        },
        get isClosed() {
          return document.#closed;
        },
        get isBusy() {
          return document.runner.isBusy;
        },
        inTurn: (work) => this.#turns.take(work),
        writeRest: async () => {
          if (this.unwritten) await this.file.write();
        },
        began: async (begun, files) => {
          this.#listenTo(begun);
          await this.file.meet(files);
        },
        ended: () => this.file.cancelWrite(),
        told: (access) => this.emit('message', access),
      },
      journal,
      lease,
    );
  }

  #makeFile(file: NotebookFile): WrittenFile {
    const document = this;
    return new WrittenFile(
      {
        doc: this.doc,
        turns: this.#turns,
        get isClosed() {
          return document.#closed;
        },
        get journal() {
          return document.writer.journal;
        },
        get mayWrite() {
          return document.writer.journal !== null && document.readOnlyReason === null;
        },
        notebook: () => this.notebook(),
        flushed: () => this.flushed(),
        tell: (message) => this.emit('message', message),
      },
      file,
      () => this.close(true).catch((error: unknown) => console.error(error)),
    );
  }

  #makeRunner(): Runner {
    const document = this;
    const tell = (message: ServerMessage): void => {
      this.emit('message', message);
    };
    return new Runner(
      {
        doc: this.doc,
        files: this.files,
        get path() {
          return document.path;
        },
        cellsChanged: (cells) => tell({ type: 'cells', cells }),
        kernelsChanged: () => this.#kernelsChanged(),
        queueChanged: (cellIds) => this.#context.queued(this.path, cellIds),
        inputAsked: (request) => tell(request),
        inputClosed: (inputId) => tell({ type: 'input-closed', inputId }),
        failed: (problem, cellId) => tell({ type: 'error', cellId, problem }),
      },
      this.#context.kernels,
      this.#context.sessions,
    );
  }

  /** Many changes of one moment are told once. */
  #kernelsChanged(): void {
    if (this.#kernelsDue) return;
    this.#kernelsDue = true;
    queueMicrotask(() => {
      this.#kernelsDue = false;
      if (!this.#closed) this.emit('message', { type: 'kernels', kernels: this.kernelStates() });
    });
  }
}

function withoutOutputs(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.map((cell) => ({ ...cell, outputs: [], execution_count: null })) };
}
