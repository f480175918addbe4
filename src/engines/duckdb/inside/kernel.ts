import { randomUUID } from 'node:crypto';
import type { ExecuteMetadata, KernelState, KernelStatus, OpenKernel, RunningQuery } from '../protocol.ts';
import { completeness } from '../rules/statements.ts';
import { completeAt } from './complete.ts';
import type { KernelHolder } from './engine-parts.ts';
import { inspectAt } from './inspect.ts';
import { readConnectionFile } from './jupyter/connection-file.ts';
import { type Json, type Message, protocolVersion } from './jupyter/message.ts';
import { KernelSockets } from './jupyter/sockets.ts';
import { resultIdPattern } from './results/sidecar.ts';
import { CellRun } from './run-cell.ts';
import { Session } from './session.ts';

const historyLimit = 1_000;

/**
 * One SQL kernel of the engine: a DuckDB connection behind five Jupyter sockets.
 *
 * Cells run one after the other. Everything else is answered at once, also while a cell runs.
 */
export class Kernel {
  readonly id: string;
  readonly #engine: KernelHolder;
  readonly #order: OpenKernel;
  readonly #waiting: Message[] = [];
  readonly #history: string[] = [];
  #sockets: KernelSockets | undefined;
  #session: Session;
  #running: { readonly cell: CellRun; readonly message: Message; readonly startedAt: number } | undefined;
  #state: KernelState = 'starting';
  #executionCount = 0;
  #lastActivity = new Date();
  #warned: string | undefined;
  /** Names that the notebook's results had at the last run. */
  #results: Readonly<Record<string, string>> = {};

  constructor(engine: KernelHolder, order: OpenKernel) {
    this.id = order.id;
    this.#engine = engine;
    this.#order = order;
    this.#session = this.#newSession();
  }

  async open(): Promise<void> {
    const connection = await readConnectionFile(this.#order.connectionFile);
    const sockets = new KernelSockets(connection, randomUUID(), (channel, message) => this.#receive(channel, message));
    await sockets.bind();
    this.#sockets = sockets;
    this.#publishStatus('starting', undefined);
    this.#state = 'idle';
    this.#session.warmUp();
  }

  get status(): KernelStatus {
    return {
      id: this.id,
      state: this.#state,
      executionCount: this.#executionCount,
      connectionFile: this.#order.connectionFile,
      notebook: this.#order.notebook ?? '',
      lastActivity: this.#lastActivity.toISOString(),
    };
  }

  get runningQuery(): RunningQuery | undefined {
    const running = this.#running;
    if (!running) return undefined;
    const percent = running.cell.percent;
    return {
      kernelId: this.id,
      sql: String(running.message.content.code).slice(0, 200),
      elapsedMs: Math.round(performance.now() - running.startedAt),
      ...(percent === undefined ? {} : { percent }),
    };
  }

  /** Stops the running cell and forgets those that wait, as Jupyter's interrupt does with stop_on_error. */
  interrupt(): void {
    this.#running?.cell.cancel();
  }

  /** A new connection: temp tables, settings and the count begin anew; the sockets stay. */
  async restart(): Promise<void> {
    this.interrupt();
    this.#abortWaiting();
    const old = this.#session;
    await this.#running?.cell.finished;
    this.#session = this.#newSession();
    this.#executionCount = 0;
    this.#history.length = 0;
    this.#warned = undefined;
    await old.close();
    this.#publishStatus('starting', undefined);
    this.#publishStatus('idle', undefined);
    this.#session.warmUp();
  }

  async close(): Promise<void> {
    this.interrupt();
    this.#abortWaiting();
    await this.#running?.cell.finished;
    await this.#session.close();
    this.#sockets?.close();
  }

  #newSession(): Session {
    return new Session(this.#engine.database, this.#order.cwd ?? this.#engine.settings.home);
  }

  #receive(channel: 'shell' | 'control', message: Message): void {
    this.#lastActivity = new Date();
    if (message.header.msg_type === 'execute_request') {
      this.#waiting.push(message);
      if (!this.#running) void this.#runWaiting();
      return;
    }
    void this.#answer(channel, message);
  }

  async #answer(channel: 'shell' | 'control', message: Message): Promise<void> {
    this.#publishStatus('busy', message);
    try {
      const answer = await this.#answerTo(message);
      if (answer)
        this.#sockets?.reply(channel, message.header.msg_type.replace(/_request$/, '_reply'), answer, message);
    } catch (error) {
      const content = { status: 'error', ename: 'KernelError', evalue: String(error), traceback: [String(error)] };
      this.#sockets?.reply(channel, message.header.msg_type.replace(/_request$/, '_reply'), content, message);
    }
    this.#publishStatus('idle', message);
    // Clients take the last status they see for the kernel's.
    if (this.#running) this.#publishStatus('busy', this.#running.message);
    if (message.header.msg_type === 'shutdown_request') await this.#shutDown(message);
  }

  async #answerTo(message: Message): Promise<Json | undefined> {
    const { content } = message;
    const code = typeof content.code === 'string' ? content.code : '';
    const cursor = typeof content.cursor_pos === 'number' ? content.cursor_pos : code.length;
    switch (message.header.msg_type) {
      case 'kernel_info_request':
        return kernelInfo(await this.#engine.duckdbVersion());
      case 'complete_request':
        return completeAt(this.#session, code, cursor, {
          cwd: this.#order.cwd ?? this.#engine.settings.home,
          results: { ...this.#engine.results.names(this.#order.notebook ?? ''), ...this.#results },
          folderOf: (id) => this.#engine.results.folderOf(id),
        });
      case 'inspect_request':
        return inspectAt(this.#session, code, cursor);
      case 'is_complete_request':
        return completeness(code) === 'complete' ? { status: 'complete' } : { status: 'incomplete', indent: '' };
      case 'history_request':
        return { status: 'ok', history: this.#history.map((source, at) => [0, at + 1, source]) };
      case 'comm_info_request':
        return { status: 'ok', comms: {} };
      case 'interrupt_request':
        this.interrupt();
        return { status: 'ok' };
      case 'shutdown_request':
        return { status: 'ok', restart: content.restart === true };
      default:
        return undefined;
    }
  }

  async #shutDown(message: Message): Promise<void> {
    if (message.content.restart === true) await this.restart();
    else await this.#engine.close(this.id);
  }

  async #runWaiting(): Promise<void> {
    for (let message = this.#waiting.shift(); message; message = this.#waiting.shift()) await this.#execute(message);
  }

  async #execute(message: Message): Promise<void> {
    const { content } = message;
    const code = typeof content.code === 'string' ? content.code : '';
    const silent = content.silent === true;
    const stored = !silent && content.store_history !== false;
    const sockets = this.#sockets;
    const metadata = executeMetadata(message.metadata);
    this.#results = metadata.stoa?.results ?? {};
    this.#publishStatus('busy', message);
    if (stored) this.#executionCount++;
    const count = this.#executionCount;
    if (stored) this.#remember(code);
    if (!silent) sockets?.publish('execute_input', { code, execution_count: count }, message);
    const cell = new CellRun({
      engine: this.#engine,
      session: this.#session,
      code,
      silent,
      executionCount: count,
      notebook: this.#order.notebook ?? '',
      metadata,
      publish: (type, body) => {
        if (!silent) sockets?.publish(type, body, message);
      },
    });
    this.#running = { cell, message, startedAt: performance.now() };
    this.#state = 'busy';
    const outcome = await cell.run((problem) => this.#warnOnce(problem, message));
    this.#running = undefined;
    this.#lastActivity = new Date();
    if (outcome.status === 'error' && !silent) sockets?.publish('error', outcome.error, message);
    const reply =
      outcome.status === 'ok'
        ? { status: 'ok', execution_count: count, user_expressions: {}, payload: [] }
        : { status: 'error', execution_count: count, user_expressions: {}, payload: [], ...outcome.error };
    sockets?.reply('shell', 'execute_reply', reply, message);
    if (outcome.status === 'error' && content.stop_on_error !== false) this.#abortWaiting();
    this.#state = 'idle';
    this.#publishStatus('idle', message);
  }

  #abortWaiting(): void {
    for (const message of this.#waiting.splice(0)) {
      this.#publishStatus('busy', message);
      const reply = { status: 'aborted', execution_count: this.#executionCount };
      this.#sockets?.reply('shell', 'execute_reply', reply, message);
      this.#publishStatus('idle', message);
    }
  }

  #warnOnce(problem: string, message: Message): void {
    if (this.#warned === problem) return;
    this.#warned = problem;
    this.#sockets?.publish('stream', { name: 'stderr', text: `${problem}\n` }, message);
  }

  #remember(code: string): void {
    this.#history.push(code);
    if (this.#history.length > historyLimit) this.#history.shift();
  }

  #publishStatus(state: KernelState, parent: Message | undefined): void {
    this.#sockets?.publish('status', { execution_state: state }, parent);
  }
}

function kernelInfo(version: string): Json {
  return {
    status: 'ok',
    protocol_version: protocolVersion,
    implementation: 'stoa-sql',
    implementation_version: '1',
    banner: `SQL on DuckDB ${version}`,
    debugger: false,
    language_info: {
      name: 'sql',
      version,
      mimetype: 'text/x-sql',
      file_extension: '.sql',
      pygments_lexer: 'sql',
      codemirror_mode: 'sql',
      nbconvert_exporter: 'script',
    },
    help_links: [],
    supported_features: [],
  };
}

function resultIds(found: unknown): Record<string, string> {
  if (typeof found !== 'object' || found === null) return {};
  const ids = Object.entries(found).filter(([, id]) => typeof id === 'string' && resultIdPattern.test(id));
  return Object.fromEntries(ids);
}

/** Parsed here, at the edge: whatever a client put there that is not ours is left out. */
function executeMetadata(found: Json): ExecuteMetadata {
  const stoa = typeof found.stoa === 'object' && found.stoa !== null ? (found.stoa as Json) : {};
  return {
    ...(typeof found.cellId === 'string' ? { cellId: found.cellId } : {}),
    stoa: {
      ...(typeof stoa.name === 'string' && /^[\p{L}_][\p{L}\p{N}_]{0,62}$/u.test(stoa.name) ? { name: stoa.name } : {}),
      ...(typeof stoa.notebook === 'string' ? { notebook: stoa.notebook } : {}),
      results: resultIds(stoa.results),
    },
  };
}
