import type { Duplex } from 'node:stream';
import * as decoding from 'lib0/decoding';
import type { WebSocket } from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import {
  type ClientMessage,
  closeCode,
  frameKind,
  type Problem,
  type ServerMessage,
} from '../../../protocol/document.ts';
import type { Document } from '../document/document.ts';
import { Cursors } from './cursors.ts';
import { Frames } from './frames.ts';
import { hello, type PageOptions } from './hello.ts';
import { obey } from './obey.ts';
import { parseMessage } from './parse-message.ts';
import { SavedEdits } from './saved-edits.ts';

/** The server ends, the notebook does not (RFC 6455, 7.4.1): the page connects again. */
const goingAway = 1001;

/** One page at an open notebook: the server's end of `protocol/document.ts`. */
export function servePage(websocket: WebSocket, socket: Duplex, document: Document, options: PageOptions): void {
  new Page(websocket, new Frames(websocket, socket), document).open(options);
}

class Page {
  readonly #websocket: WebSocket;
  readonly #document: Document;
  readonly #frames: Frames;
  readonly #cursors: Cursors;
  readonly #edits = new SavedEdits();

  constructor(websocket: WebSocket, frames: Frames, document: Document) {
    this.#websocket = websocket;
    this.#document = document;
    this.#frames = frames;
    this.#cursors = new Cursors(document, this);
  }

  open(options: PageOptions): void {
    const document = this.#document;
    const stopListening = this.#listen();
    document.pages += 1;
    this.#websocket.on('close', () => {
      stopListening();
      this.#cursors.gone();
      document.pages -= 1;
      document.lastUsed = Date.now();
    });
    this.#websocket.on('message', (data, isBinary) => {
      const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data);
      document.lastUsed = Date.now();
      if (isBinary) this.#binary(bytes);
      else this.#text(bytes.toString());
    });
    this.#frames.message(hello(document, options));
    if (document.problem !== null) this.#problem(document.problem);
    this.#frames.syncFirst(document.doc);
    if (this.#cursors.all.length > 0) this.#frames.cursors(this.#cursors.awareness, this.#cursors.all);
  }

  /** Passes on what happens to the document; answers how to end that. */
  #listen(): () => void {
    const document = this.#document;
    const { awareness } = this.#cursors;
    const message = (sent: ServerMessage): void => this.#frames.message(sent);
    const update = (bytes: Uint8Array, origin: unknown): void => {
      if (origin !== this) this.#frames.update(bytes);
    };
    const durable = (sequence: number): void => this.#saved(sequence);
    const closed = (gone: boolean): void => this.#websocket.close(gone ? closeCode.gone : goingAway);
    const cursors = (changes: { added: number[]; updated: number[]; removed: number[] }, origin: unknown): void => {
      const clients = [...changes.added, ...changes.updated, ...changes.removed];
      if (origin !== this) this.#frames.cursors(awareness, clients);
    };
    document.on('message', message);
    document.on('update', update);
    document.on('durable', durable);
    document.on('closed', closed);
    awareness.on('update', cursors);
    return () => {
      document.off('message', message);
      document.off('update', update);
      document.off('durable', durable);
      document.off('closed', closed);
      awareness.off('update', cursors);
    };
  }

  #binary(bytes: Buffer): void {
    try {
      const decoder = decoding.createDecoder(bytes);
      const kind = decoding.readVarUint(decoder);
      if (kind === frameKind.sync) this.#sync(decoder);
      else if (kind === frameKind.awareness) this.#cursors.moved(decoding.readVarUint8Array(decoder));
    } catch (error) {
      const message = 'The page sent something that is not an edit.';
      this.#problem({ code: 'bad-message', message, why: String(error) });
      this.#websocket.close(closeCode.refused, 'bad-message');
    }
  }

  #sync(decoder: decoding.Decoder): void {
    const { doc } = this.#document;
    const type = decoding.readVarUint(decoder);
    if (type === syncProtocol.messageYjsSyncStep1) {
      this.#frames.syncSecond((encoder) => syncProtocol.readSyncStep1(decoder, encoder, doc));
      return;
    }
    // Step 2 and updates are both edits. The answer to our step 1 counts too: the page may hold what we have not.
    const isUpdate = type === syncProtocol.messageYjsUpdate;
    if (this.#document.readOnlyReason !== null) {
      if (isUpdate) this.#problem(readOnly);
      return;
    }
    syncProtocol.readUpdate(decoder, doc, this);
    this.#edits.edited(this.#document.sequence, isUpdate);
    this.#saved(this.#document.durableSequence);
  }

  /** Says how many of the page's updates are on disk, once for each time that it changes. */
  #saved(sequence: number): void {
    const received = this.#edits.durable(sequence);
    if (received !== null) this.#frames.message({ type: 'saved', received, at: new Date().toISOString() });
  }

  #text(text: string): void {
    let message: ClientMessage;
    try {
      message = parseMessage(text);
    } catch (error) {
      const what = 'The page sent a request that is not understood.';
      this.#problem({ code: 'bad-message', message: what, why: String(error) });
      return;
    }
    const requestId = 'requestId' in message ? message.requestId : undefined;
    if (this.#document.readOnlyReason === 'held-elsewhere' && message.type !== 'take-over') {
      this.#problem(readOnly, requestId);
      return;
    }
    obey(this.#document, message).then(
      (answer) => {
        if (answer !== null) this.#frames.message(answer);
      },
      (error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        this.#problem({ code: 'failed', message: detail }, requestId);
      },
    );
  }

  #problem(problem: Problem, requestId?: string): void {
    this.#frames.message({ type: 'error', problem, ...(requestId === undefined ? {} : { requestId }) });
  }
}

const readOnly: Problem = {
  code: 'read-only',
  message: 'This notebook is open for reading only; the change was not taken.',
};
