import type { Duplex } from 'node:stream';
import * as encoding from 'lib0/encoding';
import type { WebSocket } from 'ws';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import { type Doc, mergeUpdates } from 'yjs';
import { writeTogether } from '../../../../platform/inside/index.ts';
import { frameKind, type ServerMessage } from '../../../protocol/document.ts';
import { limits } from '../../limits.ts';

/** What the server sends to one page. */
export class Frames {
  readonly #websocket: WebSocket;
  readonly #socket: Duplex;
  #updates: Uint8Array[] = [];
  #kernels: ServerMessage | null = null;
  #due = false;

  /** @param socket  what the websocket writes to: one run of a cell is a dozen frames, most of them of one moment */
  constructor(websocket: WebSocket, socket: Duplex) {
    this.#websocket = websocket;
    this.#socket = socket;
  }

  /** After the changes before it. Of what is said about the kernels in one moment only the last counts, at its end. */
  message(message: ServerMessage): void {
    if (message.type === 'kernels') {
      this.#kernels = message;
      this.#flushSoon();
      return;
    }
    this.#flushUpdates();
    this.#deliver(JSON.stringify(message));
  }

  /** Asks the page for what it has and we have not. */
  syncFirst(doc: Doc): void {
    this.#deliver(framed(frameKind.sync, (encoder) => syncProtocol.writeSyncStep1(encoder, doc)));
  }

  /** Answers the page's own question, which `answer` reads. */
  syncSecond(answer: (encoder: encoding.Encoder) => void): void {
    this.#deliver(framed(frameKind.sync, answer));
  }

  /** Changes of one moment go as one: a page draws after each frame. */
  update(update: Uint8Array): void {
    this.#updates.push(update);
    this.#flushSoon();
  }

  cursors(awareness: awarenessProtocol.Awareness, clients: number[]): void {
    const update = awarenessProtocol.encodeAwarenessUpdate(awareness, clients);
    this.#deliver(framed(frameKind.awareness, (encoder) => encoding.writeVarUint8Array(encoder, update)));
  }

  #flushSoon(): void {
    if (this.#due) return;
    this.#due = true;
    setImmediate(() => {
      this.#due = false;
      this.#flushUpdates();
      if (this.#kernels !== null) this.#deliver(JSON.stringify(this.#kernels));
      this.#kernels = null;
    });
  }

  #flushUpdates(): void {
    const updates = this.#updates;
    const [first] = updates;
    if (first === undefined) return;
    this.#updates = [];
    const update = updates.length === 1 ? first : mergeUpdates(updates);
    this.#deliver(framed(frameKind.sync, (encoder) => syncProtocol.writeUpdate(encoder, update)));
  }

  /** A page that cannot keep up is closed: it connects again and gets what it missed at once, not piece by piece. */
  #deliver(frame: string | Uint8Array): void {
    if (this.#websocket.readyState !== this.#websocket.OPEN) return;
    if (this.#websocket.bufferedAmount > limits.websocketBacklogBytes) {
      this.#websocket.close(1013, 'too slow');
      return;
    }
    writeTogether(this.#socket);
    this.#websocket.send(frame);
  }
}

function framed(kind: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, kind);
  write(encoder);
  return encoding.toUint8Array(encoder);
}
