import type { Duplex } from 'node:stream';
import * as encoding from 'lib0/encoding';
import type { WebSocket } from 'ws';
import * as awarenessProtocol from 'y-protocols/awareness';
import * as syncProtocol from 'y-protocols/sync';
import type { Doc } from 'yjs';
import { writeTogether } from '../../../../platform/inside/index.ts';
import { frameKind, type ServerMessage } from '../../../protocol/document.ts';
import { limits } from '../../limits.ts';

/** What the server sends to one page. */
export class Frames {
  readonly #websocket: WebSocket;
  readonly #socket: Duplex;

  /** @param socket  what the websocket writes to: one run of a cell is a dozen frames, most of them of one moment */
  constructor(websocket: WebSocket, socket: Duplex) {
    this.#websocket = websocket;
    this.#socket = socket;
  }

  message(message: ServerMessage): void {
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

  update(update: Uint8Array): void {
    this.#deliver(framed(frameKind.sync, (encoder) => syncProtocol.writeUpdate(encoder, update)));
  }

  cursors(awareness: awarenessProtocol.Awareness, clients: number[]): void {
    const update = awarenessProtocol.encodeAwarenessUpdate(awareness, clients);
    this.#deliver(framed(frameKind.awareness, (encoder) => encoding.writeVarUint8Array(encoder, update)));
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
