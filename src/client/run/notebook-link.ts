import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import { Doc, Array as SharedArray, Map as SharedMap } from 'yjs';
import { type ClientMessage, closeCode, frameKind, type ServerMessage } from '../../workspace/protocol/document.ts';
import { type Connection, Refused } from '../connection.ts';
import type { Output } from './shown-output.ts';

export interface LinkEvents {
  message(message: ServerMessage): void;
  /** The document changed. */
  changed(): void;
  /** Nothing comes any more. */
  lost(why: Refused): void;
}

/** A page without a screen: the websocket of a notebook, and its document kept in step to read from. */
export class NotebookLink {
  readonly #socket: WebSocket;
  readonly #doc = new Doc();
  readonly #events: LinkEvents;

  constructor({ url, token }: Connection, account: string, path: string, events: LinkEvents) {
    this.#events = events;
    const query = new URLSearchParams({ path, history: '' });
    this.#socket = new WebSocket(`${url.replace(/^http/, 'ws')}/user/${account}/stoa/document?${query}`, {
      headers: { authorization: `token ${token}` },
    });
    this.#socket.once('error', (cause) => events.lost(new Refused('The workspace does not answer.', { cause })));
    this.#socket.once('close', (code) => events.lost(new Refused(whyClosed(code, path))));
    this.#socket.on('message', (data, isBinary) => {
      const bytes = Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
      if (isBinary) this.#binary(bytes);
      else this.#text(JSON.parse(bytes.toString()));
    });
  }

  send(message: ClientMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** What stands below the cell now; nothing when the cell is gone. */
  outputs(cellId: string): readonly Output[] {
    for (const cell of this.#doc.getArray('cells')) {
      if (!(cell instanceof SharedMap) || cell.get('id') !== cellId) continue;
      const outputs: unknown = cell.get('outputs');
      return outputs instanceof SharedArray ? outputs.toJSON() : [];
    }
    return [];
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.removeAllListeners('error');
    // Closing before it is open is an error to the socket alone.
    this.#socket.on('error', () => undefined);
    this.#socket.close();
  }

  #text(message: ServerMessage): void {
    if (message.type === 'hello') this.#reply((encoder) => syncProtocol.writeSyncStep1(encoder, this.#doc));
    this.#events.message(message);
  }

  #binary(bytes: Buffer): void {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== frameKind.sync) return;
    this.#reply((encoder) => syncProtocol.readSyncMessage(decoder, encoder, this.#doc, this));
    this.#events.changed();
  }

  #reply(write: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, frameKind.sync);
    const before = encoding.length(encoder);
    write(encoder);
    if (encoding.length(encoder) > before) this.#socket.send(encoding.toUint8Array(encoder));
  }
}

function whyClosed(code: number, path: string): string {
  if (code === closeCode.gone) return `${path} was moved or deleted meanwhile.`;
  return 'The connection to the workspace was lost. What was queued may still run there: see the page of the notebook.';
}
