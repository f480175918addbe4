import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { WebSocket } from 'ws';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import {
  type ClientMessage,
  closeCode,
  frameKind,
  type KernelSpec,
  type Problem,
  type ServerMessage,
} from '../../protocol/document.ts';
import { content, isObject, type JsonObject } from '../kernels/wire.ts';
import { limits } from '../limits.ts';
import type { Document } from './document.ts';
import { makeCellId } from './notebook-file.ts';
import { fromJson } from './rules/notebook.ts';

/** How cursors and names of the pages of one document reach each other; the server only passes them on. */
const awarenesses = new WeakMap<Document, awarenessProtocol.Awareness>();

function awarenessOf(document: Document): awarenessProtocol.Awareness {
  let awareness = awarenesses.get(document);
  if (awareness === undefined) {
    awareness = new awarenessProtocol.Awareness(document.doc);
    awareness.setLocalState(null);
    awarenesses.set(document, awareness);
  }
  return awareness;
}

export interface PageOptions {
  account: string;
  /** History that the page holds; empty when none. */
  history: string;
  kernelspecs: KernelSpec[];
}

/** One page at an open notebook: the server's end of `protocol/document.ts`. */
export function servePage(websocket: WebSocket, document: Document, options: PageOptions): void {
  new Page(websocket, document).open(options);
}

class Page {
  readonly #websocket: WebSocket;
  readonly #document: Document;
  readonly #awareness: awarenessProtocol.Awareness;
  readonly #cursors = new Set<number>();
  /** Updates that came from this page, and which of them were given to the journal as which change. */
  #received = 0;
  #unsaved: { received: number; sequence: number }[] = [];

  constructor(websocket: WebSocket, document: Document) {
    this.#websocket = websocket;
    this.#document = document;
    this.#awareness = awarenessOf(document);
  }

  open(options: PageOptions): void {
    const document = this.#document;
    document.pages += 1;
    const message = (sent: ServerMessage): void => this.#send(sent);
    const update = (bytes: Uint8Array, origin: unknown): void => {
      if (origin !== this) this.#sendUpdate(bytes);
    };
    const durable = (sequence: number): void => this.#saved(sequence);
    const closed = (): void => this.#websocket.close(closeCode.gone);
    const cursors = (changes: { added: number[]; updated: number[]; removed: number[] }, origin: unknown): void => {
      if (origin !== this) this.#sendAwareness([...changes.added, ...changes.updated, ...changes.removed]);
    };
    document.on('message', message);
    document.on('update', update);
    document.on('durable', durable);
    document.on('closed', closed);
    this.#awareness.on('update', cursors);
    this.#websocket.on('close', () => {
      document.off('message', message);
      document.off('update', update);
      document.off('durable', durable);
      document.off('closed', closed);
      this.#awareness.off('update', cursors);
      awarenessProtocol.removeAwarenessStates(this.#awareness, [...this.#cursors], this);
      document.pages -= 1;
      document.lastUsed = Date.now();
    });
    this.#websocket.on('message', (data, isBinary) => {
      const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
      document.lastUsed = Date.now();
      if (isBinary) this.#binary(bytes);
      else this.#text(bytes.toString());
    });
    this.#hello(options);
    this.#syncFirst();
  }

  #hello({ account, history, kernelspecs }: PageOptions): void {
    const document = this.#document;
    const reason = document.readOnlyReason;
    this.#send({
      type: 'hello',
      historyId: document.historyId,
      rejoin: history !== '' && history !== document.historyId,
      path: document.path,
      account,
      readOnly: reason !== null,
      ...(reason === null ? {} : { readOnlyReason: reason }),
      holder: document.holder,
      mayTakeOver: document.holder !== null,
      cells: document.runner.states,
      kernels: document.kernelStates(),
      kernelspecs,
      inputs: document.runner.inputs,
      writtenAt: document.writtenAt,
    });
    if (document.problem !== null) this.#send({ type: 'error', problem: document.problem });
  }

  #syncFirst(): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, frameKind.sync);
    syncProtocol.writeSyncStep1(encoder, this.#document.doc);
    this.#sendBytes(encoding.toUint8Array(encoder));
    if (this.#awareness.getStates().size > 0) this.#sendAwareness([...this.#awareness.getStates().keys()]);
  }

  #binary(bytes: Buffer): void {
    try {
      const decoder = decoding.createDecoder(bytes);
      const kind = decoding.readVarUint(decoder);
      if (kind === frameKind.sync) this.#sync(decoder);
      else if (kind === frameKind.awareness) this.#cursorsMoved(decoding.readVarUint8Array(decoder));
    } catch (error) {
      this.#refuse({
        code: 'bad-message',
        message: 'The page sent something that is not an edit.',
        why: String(error),
      });
    }
  }

  #sync(decoder: decoding.Decoder): void {
    const type = decoding.readVarUint(decoder);
    if (type === syncProtocol.messageYjsSyncStep1) {
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, frameKind.sync);
      syncProtocol.readSyncStep1(decoder, encoder, this.#document.doc);
      this.#sendBytes(encoding.toUint8Array(encoder));
      return;
    }
    // Step 2 and updates are both edits. The answer to our step 1 counts too: the page may hold what we have not.
    if (this.#document.readOnlyReason !== null) {
      if (type === syncProtocol.messageYjsUpdate) this.#problem(readOnly);
      return;
    }
    if (type === syncProtocol.messageYjsUpdate) this.#received += 1;
    syncProtocol.readUpdate(decoder, this.#document.doc, this);
    this.#unsaved.push({ received: this.#received, sequence: this.#document.sequence });
    this.#saved(this.#document.durableSequence);
  }

  /** Says how many of the page's updates are on disk, once for each time that it changes. */
  #saved(sequence: number): void {
    let received: number | null = null;
    while (this.#unsaved[0] !== undefined && this.#unsaved[0].sequence <= sequence) {
      received = this.#unsaved.shift()?.received ?? received;
    }
    if (received !== null) this.#send({ type: 'saved', received, at: new Date().toISOString() });
  }

  #cursorsMoved(update: Uint8Array): void {
    const before = new Set(this.#awareness.getStates().keys());
    awarenessProtocol.applyAwarenessUpdate(this.#awareness, update, this);
    for (const client of this.#awareness.getStates().keys()) if (!before.has(client)) this.#cursors.add(client);
    // To the others: our own listener leaves out what came from here.
  }

  #text(text: string): void {
    let message: ClientMessage;
    try {
      message = parseMessage(JSON.parse(text));
    } catch (error) {
      this.#problem({
        code: 'bad-message',
        message: 'The page sent a request that is not understood.',
        why: String(error),
      });
      return;
    }
    const requestId = 'requestId' in message ? message.requestId : undefined;
    if (this.#document.readOnlyReason === 'held-elsewhere' && message.type !== 'take-over') {
      this.#problem(readOnly, requestId);
      return;
    }
    this.#obey(message).catch((error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error);
      this.#problem({ code: 'failed', message: detail }, requestId);
    });
  }

  async #obey(message: ClientMessage): Promise<void> {
    const { runner } = this.#document;
    switch (message.type) {
      case 'run':
        runner.run(message.cells, message.stopOnError ?? true);
        return;
      case 'run-all':
        runner.runAll({ ...message, stopOnError: message.stopOnError ?? true });
        return;
      case 'cancel':
        runner.cancel(message.cells ?? null);
        return;
      case 'interrupt':
        await runner.interrupt(message.kernel ?? null);
        return;
      case 'restart':
        if (message.clearOutputs === true) runner.clearOutputs();
        await runner.restart(message.kernel ?? null);
        if (message.runAll === true) runner.runAll({ stopOnError: true });
        return;
      case 'shutdown':
        await runner.shutdown(message.kernel ?? null);
        return;
      case 'input':
        runner.answerInput(message.inputId, message.value);
        return;
      case 'complete':
        await this.#complete(message);
        return;
      case 'inspect':
        await this.#inspect(message);
        return;
      case 'save':
        await this.#document.write();
        this.#send({ type: 'written', at: new Date().toISOString(), requestId: message.requestId });
        return;
      case 'rejoin':
        await this.#rejoin(message);
        return;
      case 'take-over':
        await this.#document.takeOver();
        return;
      default:
        message satisfies never;
    }
  }

  async #complete({ requestId, kernel, code, cursor }: Extract<ClientMessage, { type: 'complete' }>): Promise<void> {
    const reply = await this.#askKernel(kernel, 'complete_request', { code, cursor_pos: pointsBefore(code, cursor) });
    const matches = Array.isArray(reply.matches) ? reply.matches.map(String) : [];
    const types = completionTypes(reply, matches);
    this.#send({
      type: 'complete-reply',
      requestId,
      matches,
      start: unitsBefore(code, Number(reply.cursor_start ?? 0)),
      end: unitsBefore(code, Number(reply.cursor_end ?? 0)),
      ...(types === null ? {} : { types }),
    });
  }

  async #inspect(message: Extract<ClientMessage, { type: 'inspect' }>): Promise<void> {
    const { requestId, kernel, code, cursor, detail } = message;
    const reply = await this.#askKernel(kernel, 'inspect_request', {
      code,
      cursor_pos: pointsBefore(code, cursor),
      detail_level: detail,
    });
    const data = Object.entries(isObject(reply.data) ? reply.data : {});
    this.#send({
      type: 'inspect-reply',
      requestId,
      found: reply.found === true,
      data: Object.fromEntries(data.map(([mime, value]) => [mime, String(value)])),
    });
  }

  async #askKernel(name: string, type: string, body: JsonObject): Promise<JsonObject> {
    const kernel = await this.#document.runner.kernelFor(name);
    return content(await kernel.request('shell', type, body, AbortSignal.timeout(limits.kernelAnswerSeconds * 1000)));
  }

  async #rejoin(message: Extract<ClientMessage, { type: 'rejoin' }>): Promise<void> {
    const base = fromJson(message.base, makeCellId).notebook;
    const mine = fromJson(message.mine, makeCellId).notebook;
    this.#send(await this.#document.rejoin(base, mine));
  }

  #problem(problem: Problem, requestId?: string): void {
    this.#send({ type: 'error', problem, ...(requestId === undefined ? {} : { requestId }) });
  }

  #refuse(problem: Problem): void {
    this.#problem(problem);
    this.#websocket.close(closeCode.refused, problem.code);
  }

  #send(message: ServerMessage): void {
    this.#deliver(JSON.stringify(message));
  }

  #sendUpdate(update: Uint8Array): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, frameKind.sync);
    syncProtocol.writeUpdate(encoder, update);
    this.#sendBytes(encoding.toUint8Array(encoder));
  }

  #sendAwareness(clients: number[]): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, frameKind.awareness);
    encoding.writeVarUint8Array(encoder, awarenessProtocol.encodeAwarenessUpdate(this.#awareness, clients));
    this.#sendBytes(encoding.toUint8Array(encoder));
  }

  #sendBytes(bytes: Uint8Array): void {
    this.#deliver(bytes);
  }

  /** A page that cannot keep up is closed: it connects again and gets what it missed at once, not piece by piece. */
  #deliver(frame: string | Uint8Array): void {
    if (this.#websocket.readyState !== this.#websocket.OPEN) return;
    if (this.#websocket.bufferedAmount > limits.websocketBacklogBytes) this.#websocket.close(1013, 'too slow');
    else this.#websocket.send(frame);
  }
}

const readOnly: Problem = {
  code: 'read-only',
  message: 'This notebook is open for reading only; the change was not taken.',
};

/** Jupyter counts cursors in Unicode characters, JavaScript in UTF-16 units. */
function pointsBefore(code: string, units: number): number {
  return [...code.slice(0, units)].length;
}

function unitsBefore(code: string, points: number): number {
  return [...code].slice(0, points).join('').length;
}

function completionTypes(reply: JsonObject, matches: string[]): string[] | null {
  const known = isObject(reply.metadata) ? reply.metadata._jupyter_types_experimental : null;
  if (!Array.isArray(known)) return null;
  const byText = new Map(known.filter(isObject).map((entry) => [String(entry.text), String(entry.type ?? '')]));
  return matches.map((match) => byText.get(match) ?? '');
}

const knownTypes: readonly ClientMessage['type'][] = [
  'run',
  'run-all',
  'cancel',
  'interrupt',
  'restart',
  'shutdown',
  'input',
  'complete',
  'inspect',
  'save',
  'rejoin',
  'take-over',
];

/** Fields by message: a missing one would otherwise surface deep inside. */
const requiredText: Partial<Record<ClientMessage['type'], string[]>> = {
  input: ['inputId', 'value'],
  complete: ['requestId', 'kernel', 'code'],
  inspect: ['requestId', 'kernel', 'code'],
  save: ['requestId'],
};

function parseMessage(value: unknown): ClientMessage {
  if (!isObject(value)) throw new Error('not an object');
  const type = knownTypes.find((known) => known === value.type);
  if (type === undefined) throw new Error(`unknown type ${JSON.stringify(value.type)}`);
  for (const name of requiredText[type] ?? []) {
    if (typeof value[name] !== 'string') throw new Error(`"${name}" must be text`);
  }
  if (type === 'run' && !(Array.isArray(value.cells) && value.cells.every((cell) => typeof cell === 'string'))) {
    throw new Error('"cells" must be a list of ids');
  }
  if ((type === 'complete' || type === 'inspect') && typeof value.cursor !== 'number') {
    throw new Error('"cursor" must be a number');
  }
  return value as unknown as ClientMessage;
}
