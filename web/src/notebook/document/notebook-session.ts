import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import { messageYjsUpdate, readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import {
  type CellState,
  type ClientMessage,
  type CompleteReply,
  closeCode,
  frameKind,
  type Hello,
  type InspectReply,
  type Problem,
  type ServerMessage,
} from '../../../../src/workspace/protocol/document.ts';
import { hasSessionEnded } from '../../api/session-ended.ts';
import { withoutOutputs } from './edit-cells.ts';
import { KeptEdits } from './kept-edits.ts';
import { backoffMs, receive, type SessionState, savedNow, startState } from './session-state.ts';
import { Watched, WatchedMap } from './watched.ts';

/** Who sits at this page, as others see it. */
export interface Person {
  readonly name: string;
  readonly displayName: string;
}

type Reply = CompleteReply | InspectReply;

/**
 * One open notebook: its shared document and the websocket to the workspace server that owns it.
 * The socket comes back by itself; edits made meanwhile are kept in the document and sent by the next sync.
 */
export class NotebookSession {
  doc = new Y.Doc();
  awareness = new Awareness(this.doc);
  readonly state = new Watched<SessionState>(startState);
  /** Run states by cell id. */
  readonly cells = new WatchedMap<CellState>();
  /** Problems of a cell that could not be queued, by cell id. */
  readonly cellProblems = new WatchedMap<Problem>();

  readonly #account: string;
  #path: string;
  readonly #person: Person;
  #socket: WebSocket | null = null;
  #historyId = '';
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #edits = new KeptEdits();
  #requests = new Map<string, { done: (reply: Reply | null) => void; timer: ReturnType<typeof setTimeout> }>();
  #nextRequest = 1;

  constructor(account: string, path: string, person: Person) {
    this.#account = account;
    this.#path = path;
    this.#person = person;
    this.#watch();
    addEventListener('online', this.#tryNow);
    addEventListener('offline', this.#onOffline);
    document.addEventListener('visibilitychange', this.#onVisible);
    addEventListener('beforeunload', this.#onLeave);
  }

  get account(): string {
    return this.#account;
  }

  get path(): string {
    return this.#path;
  }

  /** Where files of the notebook's outputs and the results of its queries are served. */
  get base(): string {
    return `/user/${encodeURIComponent(this.#account)}/stoa`;
  }

  connect(): void {
    if (this.#closed || this.#socket !== null) return;
    clearTimeout(this.#timer);
    // Refused until somebody signs in, which tells of it with `online`.
    if (hasSessionEnded()) return;
    const query = new URLSearchParams({ path: this.#path, history: this.#historyId });
    const url = new URL(`${this.base}/document?${query}`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === 'string') this.#onMessage(JSON.parse(data) as ServerMessage);
      else this.#onFrame(new Uint8Array(data));
    };
    socket.onclose = ({ code }) => this.#onClose(socket, code);
    this.#socket = socket;
  }

  /** Tries at once instead of waiting for the next turn. */
  readonly #tryNow = () => this.retry();

  retry(): void {
    if (this.state.get().link.phase === 'open') return;
    this.#attempt = 0;
    this.connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    removeEventListener('online', this.#tryNow);
    removeEventListener('offline', this.#onOffline);
    document.removeEventListener('visibilitychange', this.#onVisible);
    removeEventListener('beforeunload', this.#onLeave);
    for (const { done, timer } of this.#requests.values()) {
      clearTimeout(timer);
      done(null);
    }
    this.#requests.clear();
    removeAwarenessStates(this.awareness, [this.doc.clientID], 'close');
    this.awareness.destroy();
    this.#socket?.close();
    this.doc.destroy();
  }

  /** Whether it could be sent; nothing is kept for later but edits. */
  send(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN || this.state.get().link.phase !== 'open') return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  run(cells: string[]): boolean {
    for (const id of cells) this.cellProblems.set(id, undefined);
    return this.send({ type: 'run', requestId: this.#id(), cells });
  }

  save(): void {
    this.send({ type: 'save', requestId: this.#id() });
  }

  /** Asks for the right to write from the workspace that has it. */
  takeOver(): void {
    this.send({ type: 'take-over' });
    this.state.set({ ...this.state.get(), taking: true });
  }

  dismissProblem(): void {
    this.state.set({ ...this.state.get(), problem: null, conflict: null });
  }

  complete(kernel: string, code: string, cursor: number): Promise<CompleteReply | null> {
    const requestId = this.#id();
    return this.#ask({ type: 'complete', requestId, kernel, code, cursor }, requestId, 'complete-reply');
  }

  inspect(kernel: string, code: string, cursor: number, detail: 0 | 1 = 0): Promise<InspectReply | null> {
    const requestId = this.#id();
    return this.#ask({ type: 'inspect', requestId, kernel, code, cursor, detail }, requestId, 'inspect-reply');
  }

  /** Tells the others which cell this person is at. */
  pointAt(cell: string | null): void {
    this.awareness.setLocalStateField('cell', cell);
  }

  #id(): string {
    return `r${this.#nextRequest++}`;
  }

  #ask<T extends Reply['type']>(
    message: ClientMessage,
    requestId: string,
    type: T,
  ): Promise<Extract<Reply, { type: T }> | null> {
    return new Promise((resolve) => {
      const done = (reply: Reply | null) =>
        resolve(reply?.type === type ? (reply as Extract<Reply, { type: T }>) : null);
      if (!this.send(message)) return done(null);
      const timer = setTimeout(() => this.#answer(requestId, null), 10_000);
      this.#requests.set(requestId, { done, timer });
    });
  }

  #answer(requestId: string, reply: Reply | null): void {
    const request = this.#requests.get(requestId);
    if (request === undefined) return;
    this.#requests.delete(requestId);
    clearTimeout(request.timer);
    request.done(reply);
  }

  #watch(): void {
    const { doc, awareness } = this;
    awareness.setLocalState({ user: this.#person, cell: null });
    doc.on('beforeTransaction', (transaction: Y.Transaction) => {
      if (transaction.origin !== this && this.state.get().loaded) this.#edits.editing(() => withoutOutputs(doc));
    });
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this || doc !== this.doc) return;
      this.#edits.edited();
      this.#sendFrame(frameKind.sync, (frame) => writeUpdate(frame, update));
      this.#showSaved();
    });
    awareness.on('update', ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
      if (awareness !== this.awareness) return;
      const mine = [...added, ...updated, ...removed].filter((client) => client === doc.clientID);
      if (mine.length > 0) this.#sendAwareness(mine);
    });
  }

  #sendAwareness(clients: number[]): void {
    if (this.state.get().link.phase !== 'open') return;
    this.#sendFrame(frameKind.awareness, (frame) =>
      encoding.writeVarUint8Array(frame, encodeAwarenessUpdate(this.awareness, clients)),
    );
  }

  #sendFrame(kind: number, write: (frame: encoding.Encoder) => void): void {
    if (this.#socket?.readyState !== WebSocket.OPEN || this.state.get().link.phase !== 'open') return;
    const frame = encoding.createEncoder();
    encoding.writeVarUint(frame, kind);
    write(frame);
    const bytes = encoding.toUint8Array(frame);
    if (kind === frameKind.sync && bytes[1] === messageYjsUpdate) this.#edits.sent();
    this.#socket.send(bytes.slice());
  }

  #onFrame(bytes: Uint8Array): void {
    const frame = decoding.createDecoder(bytes);
    const kind = decoding.readVarUint(frame);
    if (kind === frameKind.awareness) {
      applyAwarenessUpdate(this.awareness, decoding.readVarUint8Array(frame), this);
    } else if (kind === frameKind.sync) {
      const reply = encoding.createEncoder();
      encoding.writeVarUint(reply, frameKind.sync);
      const step = readSyncMessage(frame, reply, this.doc, this);
      if (encoding.length(reply) > 1) {
        this.#socket?.send(encoding.toUint8Array(reply).slice());
      }
      if (step === 1) this.#onSynced();
    }
  }

  #onSynced(): void {
    for (const difference of this.#edits.differences) this.send({ type: 'rejoin', ...difference });
    const state = this.state.get();
    if (!state.loaded) this.state.set({ ...state, loaded: true });
  }

  #onMessage(message: ServerMessage): void {
    if (message.type === 'hello') this.#onHello(message);
    this.state.set(receive(this.state.get(), message));
    if (message.type === 'hello') this.#startSync();
    else if (message.type === 'cells') {
      for (const [id, state] of Object.entries(message.cells)) this.cells.set(id, state ?? undefined);
    } else if (message.type === 'saved') {
      this.#edits.durable(message.received);
      this.state.set(savedNow(this.state.get(), message.at));
      this.#showSaved();
    } else if (message.type === 'merged' && message.source === 'rejoin') {
      this.#edits.merged();
      this.#showSaved();
    } else if (message.type === 'complete-reply' || message.type === 'inspect-reply') {
      this.#answer(message.requestId, message);
    } else if (message.type === 'moved') {
      if (message.path !== null) this.#path = message.path;
      this.state.set({ ...this.state.get(), link: { phase: 'gone', path: message.path } });
    } else if (message.type === 'error') {
      if (message.requestId !== undefined) this.#answer(message.requestId, null);
      if (message.cellId !== undefined) this.cellProblems.set(message.cellId, message.problem);
      this.#refusal = message.problem;
    }
  }

  #refusal: Problem | null = null;

  #onHello(hello: Hello): void {
    this.#attempt = 0;
    this.#edits.connected();
    if (hello.rejoin && this.state.get().loaded) this.#startOver();
    this.#historyId = hello.historyId;
    const gone = this.cells.keys().filter((id) => hello.cells[id] === undefined);
    for (const id of gone) this.cells.set(id, undefined);
    for (const [id, state] of Object.entries(hello.cells)) this.cells.set(id, state);
  }

  /** Another history: a new document takes the old one's place, and what was typed here goes along as a difference. */
  #startOver(): void {
    const before = this.doc;
    this.#edits.startOver(() => withoutOutputs(before));
    this.awareness.destroy();
    this.doc = new Y.Doc();
    this.awareness = new Awareness(this.doc);
    this.#watch();
    const state = this.state.get();
    this.state.set({ ...state, loaded: false, generation: state.generation + 1 });
    before.destroy();
  }

  #startSync(): void {
    this.#sendFrame(frameKind.sync, (frame) => writeSyncStep1(frame, this.doc));
    this.#sendAwareness([this.doc.clientID]);
    this.#showSaved();
  }

  #onClose(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    if (this.#closed) return;
    for (const requestId of [...this.#requests.keys()]) this.#answer(requestId, null);
    const others = [...this.awareness.getStates().keys()].filter((client) => client !== this.doc.clientID);
    removeAwarenessStates(this.awareness, others, this);
    const state = this.state.get();
    if (code === closeCode.refused) {
      this.state.set({ ...state, link: { phase: 'refused', problem: this.#refusal } });
    } else if (code === closeCode.gone) {
      this.state.set({ ...state, link: { phase: 'gone', path: state.link.phase === 'gone' ? state.link.path : null } });
    } else {
      const wait = backoffMs(this.#attempt++, Math.random());
      this.state.set({ ...state, link: { phase: 'offline', retryAt: Date.now() + wait } });
      this.#timer = setTimeout(() => this.connect(), wait);
    }
    this.#showSaved();
  }

  #showSaved(): void {
    const state = this.state.get();
    if (state.saved !== this.#edits.saved) this.state.set({ ...state, saved: this.#edits.saved });
  }

  /** A socket without a network stays open for minutes before it tells: the page says at once what it works with. */
  readonly #onOffline = () => {
    const socket = this.#socket;
    if (socket === null) return;
    this.#onClose(socket, 1006);
    socket.close();
  };

  readonly #onVisible = () => {
    if (document.visibilityState === 'visible' && this.state.get().link.phase === 'offline') this.retry();
  };

  readonly #onLeave = (event: BeforeUnloadEvent) => {
    if (!this.#edits.saved) event.preventDefault();
  };
}
