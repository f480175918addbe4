import { basename } from 'node:path';
import type * as Y from 'yjs';
import type { CellState, InputRequest, KernelState, Problem } from '../../protocol/document.ts';
import type { Execution, Kernel } from '../kernels/kernel.ts';
import { languageInfo } from '../kernels/kernel.ts';
import { KernelNotFound, type Kernels } from '../kernels/kernels.ts';
import type { Sessions } from '../kernels/sessions.ts';
import { compose, content, isObject, type JsonObject, metadata, type WireMessage } from '../kernels/wire.ts';
import { CellOutput, type Displays, isDeleted, updateDisplay } from './cell-output.ts';
import type { OutputFiles } from './output-files.ts';
import {
  type CellMap,
  cellsOf,
  findCell,
  metadataValue,
  outputsOf,
  readCell,
  serverOrigin,
  setMetadataValue,
} from './shared-notebook.ts';

/** What the runner needs of the document that it runs, and tells it. */
export interface RunnerHost {
  readonly doc: Y.Doc;
  readonly path: string;
  readonly files: OutputFiles;
  cellsChanged(cells: Record<string, CellState | null>): void;
  kernelsChanged(): void;
  /** The cells that wait, in order: kept for a server that comes after this one. */
  queueChanged(cellIds: string[]): void;
  inputAsked(request: InputRequest): void;
  inputClosed(inputId: string): void;
  failed(problem: Problem, cellId: string): void;
}

/** A cell in a queue. */
interface Item {
  cellId: string;
  kernelName: string;
  batch: symbol;
  stopOnError: boolean;
  /** The one before it in its batch, of whatever language: it must be over first. */
  after: Item | null;
  over: boolean;
  queuedAt: string;
  /** Counts up: the order in which cells were asked for. */
  number: number;
}

/** One run of a cell in a kernel, ours or a Jupyter client's. */
interface Run {
  messageId: string;
  cellId: string;
  cell: CellMap;
  kernel: Kernel;
  kernelName: string;
  /** Null for one that a Jupyter client asked for, or that a former server began. */
  item: Item | null;
  /** Begun by a former server: its reply went there. */
  resumed: boolean;
  output: CellOutput;
  queuedAt: string;
  startedAt: string;
  reply: JsonObject | null;
  idle: boolean;
  interrupted: boolean;
  over: boolean;
  inputs: Set<string>;
  idleTimer: NodeJS.Timeout | null;
}

const idleGraceMs = 3_000;
const rememberedRuns = 300;

/**
 * Runs the cells of one notebook: a queue for each language, one kernel for each. Whatever the kernel says goes into
 * the document, whether or not a page is open.
 */
export class Runner {
  readonly #host: RunnerHost;
  readonly #kernels: Kernels;
  readonly #sessions: Sessions;
  readonly #states = new Map<string, CellState>();
  #asked = 0;
  readonly #queues = new Map<string, Item[]>();
  /** The item of each kernel that is being started or runs. */
  readonly #current = new Map<string, { item: Item; run: Run | null; cancelled: boolean }>();
  readonly #runs = new Map<string, Run>();
  readonly #displays = new Map<string, Displays>();
  readonly #inputs = new Map<string, { request: InputRequest; run: Run; message: WireMessage }>();
  readonly #watched = new Map<Kernel, () => void>();
  #lastEnd: { state: 'done' | 'failed' | 'stopped' | 'lost'; at: string } | null = null;

  constructor(host: RunnerHost, kernels: Kernels, sessions: Sessions) {
    this.#host = host;
    this.#kernels = kernels;
    this.#sessions = sessions;
    for (const session of sessions.list()) {
      const kernel = session.path === host.path ? sessions.kernelOf(session) : null;
      if (kernel !== null) this.#watch(kernel);
    }
  }

  get states(): Record<string, CellState> {
    return Object.fromEntries(this.#states);
  }

  get inputs(): InputRequest[] {
    return [...this.#inputs.values()].map(({ request }) => request);
  }

  get isBusy(): boolean {
    return this.#current.size > 0 || [...this.#runs.values()].some(({ over }) => !over);
  }

  get running(): { kernel: string; since: string | null }[] {
    return [...this.#runs.values()]
      .filter(({ over }) => !over)
      .map(({ kernelName, startedAt }) => ({ kernel: kernelName, since: startedAt }));
  }

  get lastEnd(): { state: 'done' | 'failed' | 'stopped' | 'lost'; at: string } | null {
    return this.#lastEnd;
  }

  /** Makes what a first run would wait for, when it can be foreseen. */
  async expectRun(): Promise<void> {
    if (!this.#languages().includes('python3')) return;
    const session = this.#sessions.find(this.#host.path, 'python3');
    const kernel = session === null ? null : this.#sessions.kernelOf(session);
    if (kernel === null || !kernel.isUp) await this.#kernels.warmPython();
  }

  /** The kernels that this notebook uses or would use, from its cells and its sessions. */
  kernelStates(): KernelState[] {
    const names = new Set<string>(this.#languages());
    for (const session of this.#sessions.list()) {
      if (session.path !== this.#host.path) continue;
      const kernel = this.#sessions.kernelOf(session);
      if (kernel !== null) {
        names.add(kernel.spec.name);
        this.#watch(kernel);
      }
    }
    return [...names].map((name) => this.#kernelState(name));
  }

  /** Name of the kernelspec that runs the cell. */
  kernelNameOf(cell: CellMap): string {
    const { stoa } = readCell(cell).metadata;
    if (isObject(stoa) && typeof stoa.kernel === 'string' && stoa.kernel !== '') return stoa.kernel.toLowerCase();
    return this.#defaultKernel();
  }

  run(cellIds: string[], stopOnError: boolean): void {
    const batch = Symbol('batch');
    let after: Item | null = null;
    for (const cellId of cellIds) {
      const cell = findCell(this.#host.doc, cellId);
      if (cell === null) {
        this.#host.failed({ code: 'cell-not-found', message: 'The cell is not in the notebook any more.' }, cellId);
        continue;
      }
      const waiting = this.#states.get(cellId)?.phase;
      if (cell.get('cell_type') !== 'code' || waiting === 'queued' || waiting === 'running') continue;
      const kernelName = this.kernelNameOf(cell);
      const number = ++this.#asked;
      const item: Item = { cellId, kernelName, batch, stopOnError, after, over: false, queuedAt: now(), number };
      after = item;
      const queue = this.#queues.get(kernelName) ?? [];
      queue.push(item);
      this.#queues.set(kernelName, queue);
    }
    this.#queueChanged();
    this.#pump();
  }

  runAll(options: { from?: string; before?: string; stopOnError: boolean }): void {
    const ids = cellsOf(this.#host.doc)
      .map((cell) => cell)
      .filter((cell) => cell.get('cell_type') === 'code')
      .map((cell) => String(cell.get('id')));
    const all = cellsOf(this.#host.doc).map((cell) => String(cell.get('id')));
    const first = options.from === undefined ? 0 : Math.max(0, all.indexOf(options.from));
    const end = options.before === undefined ? all.length : all.indexOf(options.before);
    this.run(
      ids.filter((id) => all.indexOf(id) >= first && all.indexOf(id) < end),
      options.stopOnError,
    );
  }

  /** Takes cells out of the queues. */
  cancel(cellIds: string[] | null, reason = 'Taken out of the queue.'): void {
    for (const [name, queue] of this.#queues) {
      const gone = queue.filter((item) => cellIds === null || cellIds.includes(item.cellId));
      this.#queues.set(
        name,
        queue.filter((item) => !gone.includes(item)),
      );
      for (const item of gone) this.#stopItem(item, reason);
    }
    for (const current of this.#current.values()) {
      if (current.run === null && (cellIds === null || cellIds.includes(current.item.cellId))) {
        current.cancelled = true;
        this.#stopItem(current.item, reason);
      }
    }
    this.#queueChanged();
    this.#pump();
  }

  async interrupt(kernelName: string | null): Promise<void> {
    const names = kernelName === null ? [...new Set([...this.#queues.keys(), ...this.#current.keys()])] : [kernelName];
    for (const name of names) {
      const waiting = (this.#queues.get(name) ?? []).map(({ cellId }) => cellId);
      const current = this.#current.get(name);
      if (current?.run === null) waiting.push(current.item.cellId);
      this.cancel(waiting, 'Interrupted.');
    }
    const kernels = new Set<Kernel>();
    for (const run of this.#runs.values()) {
      if (run.over || (kernelName !== null && run.kernelName !== kernelName)) continue;
      run.interrupted = true;
      kernels.add(run.kernel);
    }
    await Promise.all([...kernels].map((kernel) => kernel.interrupt()));
  }

  async restart(kernelName: string | null): Promise<void> {
    const kernels = this.#kernelsNamed(kernelName);
    for (const kernel of kernels) this.#empty(kernel.spec.name, 'The kernel was restarted.');
    await Promise.all(kernels.map((kernel) => kernel.restart('page')));
  }

  clearOutputs(): void {
    for (const cell of cellsOf(this.#host.doc)) if (cell.get('cell_type') === 'code') this.#clearCell(cell);
  }

  async shutdown(kernelName: string | null): Promise<void> {
    const kernels = this.#kernelsNamed(kernelName);
    for (const kernel of kernels) this.#empty(kernel.spec.name, 'The kernel was shut down.');
    for (const kernel of kernels) {
      this.#unwatch(kernel);
      this.#sessions.dropKernel(kernel.id);
      await this.#kernels.remove(kernel.id);
    }
    this.#host.kernelsChanged();
  }

  answerInput(inputId: string, value: string): boolean {
    const asked = this.#inputs.get(inputId);
    if (asked === undefined) return false;
    this.#closeInput(inputId);
    const reply = compose(
      'stdin',
      'input_reply',
      asked.run.kernel.session,
      { value },
      { parent: asked.message.header },
    );
    asked.run.kernel.send(reply);
    // What was typed belongs to the output, as a terminal shows it.
    asked.run.output.stream('stdout', `${asked.request.prompt}${asked.request.password ? '········' : value}\n`);
    return true;
  }

  /** The kernel for questions of a page (completion, help): started when it is not there. */
  async kernelFor(kernelName: string): Promise<Kernel> {
    const session = await this.#sessions.ensure(this.#host.path, kernelName, 'notebook', basename(this.#host.path));
    const kernel = this.#sessions.kernelOf(session);
    if (kernel === null) throw new Error('The kernel is gone.');
    this.#watch(kernel);
    if (!kernel.isUp) await kernel.start();
    return kernel;
  }

  /** A Jupyter client runs a cell of this notebook in one of its kernels: its output goes here too. */
  foreign(kernel: Kernel, message: WireMessage): void {
    const { cellId } = metadata(message);
    if (typeof cellId !== 'string') return;
    const cell = findCell(this.#host.doc, cellId);
    if (cell === null || cell.get('cell_type') !== 'code' || content(message).silent === true) return;
    this.#watch(kernel);
    this.#begin(this.#newRun(kernel, cell, message.header.msg_id, null));
  }

  /** A cell that a former server was running. */
  resume(kernel: Kernel, execution: Execution): void {
    this.#watch(kernel);
    const cell = findCell(this.#host.doc, execution.cellId);
    if (cell === null) return;
    const run = this.#newRun(kernel, cell, execution.messageId, null);
    run.resumed = true;
    run.startedAt = execution.startedAt;
    this.#runs.set(run.messageId, run);
    this.#setState(run.cellId, this.#runState(run, 'running', lostReason));
    run.output.stream('stderr', `[${lostReason}]\n`);
    this.#rememberExecutions(kernel);
    if (kernel.phase === 'idle') this.#finish(run, 'lost', lostReason);
  }

  /** Writes what kernels have said so far; when the document closes. */
  flush(): void {
    for (const run of this.#runs.values()) if (!run.over) run.output.flush();
  }

  dispose(): void {
    for (const kernel of [...this.#watched.keys()]) this.#unwatch(kernel);
    for (const run of this.#runs.values()) if (run.idleTimer !== null) clearTimeout(run.idleTimer);
  }

  // ------------------------------------------------------------------------------------------------ queue

  #pump(): void {
    for (const name of this.#queues.keys()) {
      if (this.#current.has(name)) continue;
      const queue = this.#queues.get(name) ?? [];
      const next = queue[0];
      if (next === undefined || (next.after !== null && !next.after.over)) continue;
      queue.shift();
      this.#current.set(name, { item: next, run: null, cancelled: false });
      this.#start(next).catch((error: unknown) => this.#couldNotStart(next, error));
    }
    this.#queueChanged();
  }

  async #start(item: Item): Promise<void> {
    const kernel = await this.kernelFor(item.kernelName);
    const current = this.#current.get(item.kernelName);
    if (current === undefined || current.item !== item) return;
    if (current.cancelled) {
      this.#next(item);
      return;
    }
    const cell = findCell(this.#host.doc, item.cellId);
    const code = cell === null ? '' : readCell(cell).source;
    if (cell === null || code.trim() === '') {
      if (cell !== null) this.#clearCell(cell);
      this.#setState(item.cellId, null);
      this.#next(item);
      return;
    }
    const stoa = readCell(cell).metadata.stoa;
    const name = isObject(stoa) && typeof stoa.name === 'string' ? { name: stoa.name } : {};
    const request = compose(
      'shell',
      'execute_request',
      kernel.session,
      { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: true, stop_on_error: false },
      { metadata: { cellId: item.cellId, stoa: name } },
    );
    const run = this.#newRun(kernel, cell, request.header.msg_id, item);
    current.run = run;
    this.#begin(run);
    kernel.send(request);
    this.#noteLanguage(kernel);
  }

  #couldNotStart(item: Item, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const missing = error instanceof KernelNotFound;
    const cell = findCell(this.#host.doc, item.cellId);
    if (cell !== null && this.#states.get(item.cellId)?.phase === 'queued') {
      this.#clearCell(cell);
      const output = new CellOutput(this.#host.doc, cell, this.#host.files, new Map());
      output.output(errorOutput(missing ? 'KernelNotFound' : 'KernelNotStarted', reason));
      output.flush();
      this.#setState(item.cellId, { phase: 'failed', kernel: item.kernelName, queuedAt: item.queuedAt, reason });
      this.#host.failed({ code: missing ? 'kernel-not-found' : 'kernel-not-started', message: reason }, item.cellId);
    }
    this.#lastEnd = { state: 'failed', at: now() };
    this.#stopBatch(item, 'The kernel did not start.');
    this.#next(item);
  }

  /** The item is over, however it ended: the next of its kernel, and what waited for it, may go on. */
  #next(item: Item): void {
    item.over = true;
    if (this.#current.get(item.kernelName)?.item === item) this.#current.delete(item.kernelName);
    this.#pump();
  }

  #stopBatch(failed: Item, reason: string): void {
    if (!failed.stopOnError) return;
    for (const [name, queue] of this.#queues) {
      const gone = queue.filter(({ batch }) => batch === failed.batch);
      this.#queues.set(
        name,
        queue.filter(({ batch }) => batch !== failed.batch),
      );
      for (const item of gone) this.#stopItem(item, reason);
    }
  }

  #stopItem(item: Item, reason: string): void {
    item.over = true;
    const { kernelName, queuedAt } = item;
    this.#setState(item.cellId, { phase: 'stopped', kernel: kernelName, queuedAt, finishedAt: now(), reason });
  }

  #empty(kernelName: string, reason: string): void {
    this.cancel(
      (this.#queues.get(kernelName) ?? []).map(({ cellId }) => cellId),
      reason,
    );
  }

  /** Tells pages of the queues; positions are counted anew. */
  #queueChanged(): void {
    for (const [kernel, queue] of this.#queues) {
      queue.forEach((item, index) => {
        const state: CellState = { phase: 'queued', kernel, position: index + 1, queuedAt: item.queuedAt };
        const before = this.#states.get(item.cellId);
        if (before?.phase !== 'queued' || before.position !== state.position) this.#setState(item.cellId, state);
      });
    }
    const starting = [...this.#current.values()].filter(({ run, cancelled }) => run === null && !cancelled);
    const waiting = [...starting.map(({ item }) => item), ...[...this.#queues.values()].flat()];
    waiting.sort((a, b) => a.number - b.number);
    this.#host.queueChanged(waiting.map(({ cellId }) => cellId));
    this.#host.kernelsChanged();
  }

  // ------------------------------------------------------------------------------------------------ runs

  #newRun(kernel: Kernel, cell: CellMap, messageId: string, item: Item | null): Run {
    const displays = this.#displays.get(kernel.id) ?? new Map();
    this.#displays.set(kernel.id, displays);
    const output = new CellOutput(this.#host.doc, cell, this.#host.files, displays);
    return {
      messageId,
      cellId: String(cell.get('id')),
      cell,
      kernel,
      kernelName: kernel.spec.name,
      item,
      resumed: false,
      output,
      queuedAt: item?.queuedAt ?? now(),
      startedAt: now(),
      reply: null,
      idle: false,
      interrupted: false,
      over: false,
      inputs: new Set(),
      idleTimer: null,
    };
  }

  #begin(run: Run): void {
    this.#runs.set(run.messageId, run);
    for (const [id, old] of this.#runs) {
      if (this.#runs.size <= rememberedRuns) break;
      if (old.over) this.#runs.delete(id);
    }
    // What an older run of the cell still says would mix with this one's output.
    for (const [id, old] of this.#runs) if (old.over && old.cellId === run.cellId) this.#runs.delete(id);
    this.#clearCell(run.cell);
    this.#setState(run.cellId, this.#runState(run, 'running'));
    this.#rememberExecutions(run.kernel);
  }

  #clearCell(cell: CellMap): void {
    this.#host.doc.transact(() => {
      const outputs = outputsOf(cell);
      if (outputs !== null && outputs.length > 0) outputs.delete(0, outputs.length);
      if (cell.get('execution_count') !== null) cell.set('execution_count', null);
      setCellMetadata(cell, 'execution', {});
    }, serverOrigin);
  }

  #received(kernel: Kernel, message: WireMessage): void {
    const run = this.#runs.get(message.parent.msg_id ?? '');
    const type = message.header.msg_type;
    if (message.channel === 'iopub' && type === 'update_display_data') {
      for (const other of this.#runs.values()) if (!other.over) other.output.flush();
      const displays = this.#displays.get(kernel.id);
      if (displays) updateDisplay(this.#host.doc, displays, this.#host.files, content(message));
      return;
    }
    if (run === undefined || run.kernel !== kernel) return;
    if (isDeleted(run.cell) && !this.#found(run)) {
      if (!run.over) this.#ofDeletedCell(run, message);
      return;
    }
    if (message.channel === 'iopub') this.#iopub(run, type, message);
    else if (message.channel === 'shell' && type === 'execute_reply') {
      run.reply = content(message);
      this.#times(run, { 'shell.execute_reply': message.header.date || now() });
      this.#finishIfOver(run);
    } else if (message.channel === 'stdin' && type === 'input_request' && run.item !== null) this.#ask(run, message);
  }

  /** A cell that was moved is a new one with the old id: its output goes on there. */
  #found(run: Run): boolean {
    const cell = findCell(this.#host.doc, run.cellId);
    if (cell === null) return false;
    run.cell = cell;
    run.output.moveTo(cell);
    return true;
  }

  /** A cell deleted while it runs: only its end matters. */
  #ofDeletedCell(run: Run, message: WireMessage): void {
    if (message.header.msg_type === 'execute_reply') run.reply = content(message);
    if (message.header.msg_type === 'status' && content(message).execution_state === 'idle') run.idle = true;
    this.#finishIfOver(run);
  }

  #iopub(run: Run, type: string, message: WireMessage): void {
    const body = content(message);
    switch (type) {
      case 'status':
        this.#status(run, body, message);
        break;
      case 'execute_input':
        if (typeof body.execution_count === 'number') {
          const count = body.execution_count;
          this.#host.doc.transact(() => run.cell.set('execution_count', count), serverOrigin);
        }
        this.#times(run, { 'iopub.execute_input': message.header.date || now() });
        break;
      case 'stream':
        run.output.stream(body.name === 'stderr' ? 'stderr' : 'stdout', String(body.text ?? ''));
        this.#progress(run);
        break;
      case 'display_data':
        run.output.output({ metadata: {}, ...pick(body, 'data', 'metadata', 'transient'), output_type: type });
        break;
      case 'execute_result':
        run.output.output({
          metadata: {},
          ...pick(body, 'data', 'metadata', 'transient', 'execution_count'),
          output_type: type,
        });
        break;
      case 'error':
        run.output.output({ ...pick(body, 'ename', 'evalue', 'traceback'), output_type: 'error' });
        break;
      case 'clear_output':
        run.output.clear(body.wait === true);
        break;
    }
  }

  #status(run: Run, body: JsonObject, message: WireMessage): void {
    if (body.execution_state === 'busy') {
      if (run.over) return;
      run.startedAt = now();
      this.#times(run, { 'iopub.status.busy': message.header.date || now() });
      this.#setState(run.cellId, this.#runState(run, 'running'));
    } else if (body.execution_state === 'idle') {
      run.idle = true;
      this.#times(run, { 'iopub.status.idle': message.header.date || now() });
      if (run.resumed) this.#finish(run, 'lost', lostReason);
      else this.#finishIfOver(run);
    }
  }

  #finishIfOver(run: Run): void {
    if (run.over || run.reply === null) return;
    if (run.idle) {
      this.#finish(run, ...this.#outcome(run, run.reply));
      return;
    }
    // A kernel under a flood may lose its last words: the reply is enough after a while.
    run.idleTimer ??= setTimeout(() => {
      if (!run.over && run.reply !== null) this.#finish(run, ...this.#outcome(run, run.reply));
    }, idleGraceMs);
  }

  #outcome(run: Run, reply: JsonObject): [phase: 'done' | 'failed' | 'stopped', reason: string | undefined] {
    if (reply.status === 'ok') return ['done', undefined];
    if (run.interrupted || reply.ename === 'KeyboardInterrupt') return ['stopped', 'Interrupted.'];
    if (reply.status === 'aborted') return ['stopped', 'The kernel did not run it.'];
    return ['failed', undefined];
  }

  #finish(run: Run, phase: 'done' | 'failed' | 'stopped' | 'lost', reason?: string): void {
    if (run.over) return;
    run.over = true;
    if (run.idleTimer !== null) clearTimeout(run.idleTimer);
    for (const inputId of run.inputs) this.#closeInput(inputId);
    run.output.finish().catch(() => undefined);
    this.#setState(run.cellId, { ...this.#runState(run, phase, reason), finishedAt: now() });
    this.#lastEnd = { state: phase, at: now() };
    this.#rememberExecutions(run.kernel);
    if (run.item === null) return;
    if (phase !== 'done') this.#stopBatch(run.item, 'A cell before it did not succeed.');
    this.#next(run.item);
  }

  #runState(run: Run, phase: CellState['phase'], reason?: string): CellState {
    return {
      phase,
      kernel: run.kernelName,
      queuedAt: run.queuedAt,
      startedAt: run.startedAt,
      ...(reason === undefined ? {} : { reason }),
      ...(run.output.bytes > 0 ? { outputBytes: run.output.bytes } : {}),
    };
  }

  #lastProgress = 0;
  #progress(run: Run): void {
    const at = performance.now();
    if (run.over || at - this.#lastProgress < 500) return;
    this.#lastProgress = at;
    this.#setState(run.cellId, this.#runState(run, 'running'));
  }

  #times(run: Run, times: JsonObject): void {
    if (isDeleted(run.cell)) return;
    this.#host.doc.transact(() => {
      const before = readCell(run.cell).metadata.execution;
      setCellMetadata(run.cell, 'execution', { ...(isObject(before) ? before : {}), ...times });
    }, serverOrigin);
  }

  // ------------------------------------------------------------------------------------------------ input

  #ask(run: Run, message: WireMessage): void {
    const { prompt, password } = content(message);
    const inputId = message.header.msg_id;
    const request: InputRequest = {
      type: 'input-request',
      inputId,
      cellId: run.cellId,
      prompt: String(prompt ?? ''),
      password: password === true,
    };
    run.output.flush();
    run.inputs.add(inputId);
    this.#inputs.set(inputId, { request, run, message });
    this.#host.inputAsked(request);
  }

  #closeInput(inputId: string): void {
    if (this.#inputs.delete(inputId)) this.#host.inputClosed(inputId);
  }

  // ------------------------------------------------------------------------------------------------ kernels

  #watch(kernel: Kernel): void {
    if (this.#watched.has(kernel)) return;
    const message = (received: WireMessage): void => this.#received(kernel, received);
    const phase = (): void => this.#phaseChanged(kernel);
    kernel.on('message', message);
    kernel.on('phase', phase);
    this.#watched.set(kernel, () => {
      kernel.off('message', message);
      kernel.off('phase', phase);
    });
  }

  #unwatch(kernel: Kernel): void {
    this.#watched.get(kernel)?.();
    this.#watched.delete(kernel);
    this.#displays.delete(kernel.id);
  }

  #phaseChanged(kernel: Kernel): void {
    const ended = kernel.phase === 'dead' || kernel.phase === 'restarting' || kernel.phase === 'absent';
    for (const run of [...this.#runs.values()]) {
      if (run.kernel !== kernel || run.over) continue;
      if (ended) this.#kernelEnded(run, kernel);
      else if (run.resumed && kernel.phase === 'idle') this.#finish(run, 'lost', lostReason);
    }
    if (kernel.phase === 'dead') this.#empty(kernel.spec.name, 'The kernel died.');
    this.#host.kernelsChanged();
  }

  #kernelEnded(run: Run, kernel: Kernel): void {
    if (kernel.phase !== 'dead') {
      this.#finish(
        run,
        'stopped',
        kernel.phase === 'restarting' ? 'The kernel was restarted.' : 'The kernel was shut down.',
      );
      return;
    }
    const reason = kernel.reason ?? 'The kernel died.';
    if (!isDeleted(run.cell)) run.output.output(errorOutput('KernelDied', reason));
    this.#finish(run, 'failed', reason);
    this.#host.failed(
      { code: 'kernel-died', message: reason, action: 'Run the cell again: a new kernel starts.' },
      run.cellId,
    );
  }

  #kernelsNamed(name: string | null): Kernel[] {
    return this.#sessions
      .list()
      .filter(({ path }) => path === this.#host.path)
      .map((session) => this.#sessions.kernelOf(session))
      .filter((kernel) => kernel !== null)
      .filter((kernel) => name === null || kernel.spec.name === name);
  }

  #kernelState(name: string): KernelState {
    const session = this.#sessions.find(this.#host.path, name);
    const kernel = session === null ? null : this.#sessions.kernelOf(session);
    const queue = (this.#queues.get(name) ?? []).map(({ cellId }) => cellId);
    const current = this.#current.get(name);
    if (current?.run === null) queue.unshift(current.item.cellId);
    const running = [...this.#runs.values()].find((run) => run.kernelName === name && !run.over)?.cellId ?? null;
    if (kernel === null) return { name, displayName: name, id: null, phase: 'absent', queue, running };
    return {
      name,
      displayName: kernel.spec.displayName,
      id: kernel.phase === 'dead' || kernel.phase === 'absent' ? null : kernel.id,
      phase: kernel.phase,
      startedAt: kernel.record.startedAt,
      queue,
      running,
      ...(kernel.reason === null ? {} : { reason: kernel.reason }),
      ...(kernel.step === null ? {} : { step: kernel.step }),
    };
  }

  #rememberExecutions(kernel: Kernel): void {
    const executions = [...this.#runs.values()]
      .filter((run) => run.kernel === kernel && !run.over)
      .map(({ messageId, cellId, startedAt }) => ({ messageId, cellId, startedAt, path: this.#host.path }));
    kernel.setExecutions(executions);
  }

  #languages(): string[] {
    const names = new Set<string>();
    for (const cell of cellsOf(this.#host.doc))
      if (cell.get('cell_type') === 'code') names.add(this.kernelNameOf(cell));
    return [...names];
  }

  #defaultKernel(): string {
    const spec = metadataValue(this.#host.doc, 'kernelspec');
    return isObject(spec) && typeof spec.name === 'string' && spec.name !== '' ? spec.name.toLowerCase() : 'python3';
  }

  /** JupyterLab and others want to know the notebook's language. */
  #noteLanguage(kernel: Kernel): void {
    const { doc } = this.#host;
    const unnamed = metadataValue(doc, 'kernelspec') === undefined;
    if (!unnamed && this.#defaultKernel() !== kernel.spec.name) return;
    const { name, displayName, language } = kernel.spec;
    if (unnamed && name !== 'python3') return;
    const info = languageInfo(kernel);
    doc.transact(() => {
      if (unnamed) setMetadataValue(doc, 'kernelspec', { name, display_name: displayName, language });
      if (info !== null) setMetadataValue(doc, 'language_info', info);
    }, serverOrigin);
  }

  #setState(cellId: string, state: CellState | null): void {
    if (state === null) this.#states.delete(cellId);
    else this.#states.set(cellId, state);
    this.#host.cellsChanged({ [cellId]: state });
  }
}

const lostReason = 'The workspace server restarted while this cell ran: output may be missing.';

function now(): string {
  return new Date().toISOString();
}

function errorOutput(name: string, reason: string): JsonObject {
  return { output_type: 'error', ename: name, evalue: reason, traceback: [reason] };
}

function pick(body: JsonObject, ...names: string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]));
}

function setCellMetadata(cell: CellMap, key: string, value: JsonObject): void {
  const map: unknown = cell.get('metadata');
  if (typeof map !== 'object' || map === null || !('set' in map) || typeof map.set !== 'function') return;
  map.set(key, value);
}
