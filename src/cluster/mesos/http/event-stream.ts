import type { ServerResponse } from 'node:http';
import { frame } from '../codec/record-io.ts';
import type { Given, MessageType } from '../codec/schema.ts';
import { type AnswerForm, write } from './media.ts';

/** Who reads so little that this many bytes wait is gone. */
const mostWaitingBytes = 32 * 2 ** 20;
export const heartbeatSeconds = 15;

/** An answer that goes on: one record a write, and a heartbeat now and then. */
export class EventStream<M extends MessageType> {
  readonly #res: ServerResponse;
  readonly #form: AnswerForm;
  readonly #type: M;
  #beat: NodeJS.Timeout | undefined;
  /** Bytes that had left at the last heartbeat, where others had to stay. */
  #left = -1;

  constructor(res: ServerResponse, form: AnswerForm, type: M, headers: Readonly<Record<string, string>> = {}) {
    this.#res = res;
    this.#form = form;
    this.#type = type;
    res.writeHead(200, { ...form.headers, ...headers, 'cache-control': 'no-store' });
    res.once('close', () => clearInterval(this.#beat));
  }

  /** Told when the client is gone or the stream has ended. */
  onClose(tell: () => void): void {
    if (this.#res.closed || this.#res.destroyed) tell();
    else this.#res.once('close', tell);
  }

  send(event: Given<M>): void {
    if (this.#res.writableEnded || this.#res.destroyed) return;
    // One record may be larger: a whole state.
    if (this.#res.writableLength > mostWaitingBytes) this.#res.destroy();
    else this.#res.write(frame(write(this.#form.media, this.#type, event)));
  }

  /** At once, for clients that see a record only when the next one begins, and then for ever. */
  keepAlive(beat: Given<M>): void {
    this.send(beat);
    this.#beat = setInterval(() => {
      if (this.#stuck()) this.#res.destroy();
      else this.send(beat);
    }, heartbeatSeconds * 1000);
  }

  /** Something waits, and nothing has left between two heartbeats. */
  #stuck(): boolean {
    const { writableLength, socket } = this.#res;
    const before = this.#left;
    this.#left = writableLength > 0 ? (socket?.bytesWritten ?? 0) : -1;
    return before >= 0 && before === this.#left;
  }

  end(last?: Given<M>): void {
    if (last !== undefined) this.send(last);
    clearInterval(this.#beat);
    this.#res.end();
  }
}
