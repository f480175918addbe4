import { randomUUID } from 'node:crypto';
import { YNotebook } from '@jupyter/ydoc';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type WebSocket from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import {
  type CellState,
  type ClientMessage,
  frameKind,
  type Hello,
  type KernelState,
  type ServerMessage,
} from '../../protocol/document.ts';

/** Where a page connects to: a workspace server, or the platform in front of one. */
export interface Reachable {
  /** @param path  below the workspace's address, e.g. `/stoa/document?path=x.ipynb` */
  websocket(path: string): WebSocket;
}

/** A page at a notebook, as a browser is one: its own YNotebook, kept in step over the websocket. */
export class NotebookClient {
  notebook = new YNotebook();
  hello: Hello | null = null;
  cells: Record<string, CellState> = {};
  kernels: KernelState[] = [];
  messages: ServerMessage[] = [];
  sent = 0;
  savedCount = 0;
  closed: number | null = null;
  /** Bytes received in binary frames. */
  bytes = 0;
  readonly #websocket: WebSocket;
  readonly #watchers = new Set<() => void>();

  private constructor(websocket: WebSocket, doc: YNotebook | null) {
    this.#websocket = websocket;
    if (doc !== null) this.notebook = doc;
    websocket.on('message', (data, isBinary) => {
      const bytes = Buffer.isBuffer(data) ? data : Buffer.from(data as ArrayBuffer);
      if (isBinary) this.#binary(bytes);
      else this.#text(JSON.parse(bytes.toString()));
      for (const watcher of this.#watchers) watcher();
    });
    websocket.on('close', (code) => {
      this.closed = code;
      for (const watcher of this.#watchers) watcher();
    });
    websocket.on('error', () => undefined);
    this.notebook.ydoc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) return;
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, frameKind.sync);
      syncProtocol.writeUpdate(encoder, update);
      this.sent += 1;
      websocket.send(encoding.toUint8Array(encoder));
    });
  }

  /** Opens the notebook and waits until its content is there, or until it is refused. */
  static async open(
    server: Reachable,
    path: string,
    history = '',
    doc: YNotebook | null = null,
  ): Promise<NotebookClient> {
    const query = new URLSearchParams({ path, history });
    const client = new NotebookClient(server.websocket(`/stoa/document?${query}`), doc);
    await client.until(() => client.#synced || client.closed !== null, 'the notebook to open');
    return client;
  }

  #synced = false;

  send(message: ClientMessage): void {
    this.#websocket.send(JSON.stringify(message));
  }

  /** Runs cells and waits until each is over. */
  async run(cells: string[], timeoutMs = 30_000): Promise<void> {
    for (const cell of cells) delete this.cells[cell];
    this.send({ type: 'run', cells });
    const over = ['done', 'failed', 'stopped', 'lost'];
    await this.until(
      () => cells.every((cell) => over.includes(this.cells[cell]?.phase ?? '')),
      'cells to end',
      timeoutMs,
    );
  }

  /** Waits until every edit so far is acknowledged as durable. */
  async saved(): Promise<void> {
    await this.until(() => this.savedCount >= this.sent, 'edits to be saved');
  }

  async until(condition: () => boolean, what: string, timeoutMs = 15_000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(watcher);
        reject(
          new Error(`waited ${timeoutMs} ms for ${what}; last messages: ${JSON.stringify(this.messages.slice(-5))}`),
        );
      }, timeoutMs);
      const watcher = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
      this.notebook.ydoc.on('update', watcher);
    });
  }

  cellIds(): string[] {
    return this.notebook.cells.map((cell) => cell.getId());
  }

  /** All text that a cell shows. */
  outputText(cellId: string): string {
    const cell = this.notebook.cells.find((candidate) => candidate.getId() === cellId);
    const outputs = (cell?.toJSON() as { outputs?: Record<string, unknown>[] } | undefined)?.outputs ?? [];
    return outputs
      .map((output) => {
        if (output.output_type === 'stream') return String(output.text);
        if (output.output_type === 'error') return `${output.ename}: ${output.evalue}`;
        return String((output.data as Record<string, unknown> | undefined)?.['text/plain'] ?? '');
      })
      .join('');
  }

  /** As a page makes a cell: whole before it is in the document. */
  addCode(source: string, kernel?: string): string {
    const id = randomUUID();
    const cell = new Y.Map<unknown>([
      ['id', id],
      ['cell_type', 'code'],
      ['source', new Y.Text(source)],
      ['metadata', new Y.Map(kernel === undefined ? [] : [['stoa', { kernel }]])],
      ['outputs', new Y.Array()],
      ['execution_count', null],
      ['execution_state', 'idle'],
    ]);
    this.notebook.ydoc.getArray('cells').push([cell]);
    return id;
  }

  close(): void {
    this.#websocket.terminate();
    this.notebook.dispose();
  }

  #binary(bytes: Buffer): void {
    this.bytes += bytes.length;
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== frameKind.sync) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, frameKind.sync);
    const type = syncProtocol.readSyncMessage(decoder, encoder, this.notebook.ydoc, this);
    if (type === syncProtocol.messageYjsSyncStep2) this.#synced = true;
    if (encoding.length(encoder) > 1) this.#websocket.send(encoding.toUint8Array(encoder));
  }

  #text(message: ServerMessage): void {
    this.messages.push(message);
    switch (message.type) {
      case 'hello': {
        this.hello = message;
        this.cells = { ...message.cells };
        this.kernels = message.kernels;
        const encoder = encoding.createEncoder();
        encoding.writeVarUint(encoder, frameKind.sync);
        syncProtocol.writeSyncStep1(encoder, this.notebook.ydoc);
        this.#websocket.send(encoding.toUint8Array(encoder));
        break;
      }
      case 'saved':
        this.savedCount = message.received;
        break;
      case 'cells':
        for (const [id, state] of Object.entries(message.cells)) {
          if (state === null) delete this.cells[id];
          else this.cells[id] = state;
        }
        break;
      case 'kernels':
        this.kernels = message.kernels;
        break;
      default:
        break;
    }
  }
}

export { Y };
