import type { IncomingMessage, ServerResponse } from 'node:http';
import { readInto } from './read-into.ts';

/** Takes a request's body as it comes. */
export interface BodyReader {
  /** Where the next bytes go; never empty. */
  room(): Buffer;
  /** The first `count` bytes of that room are filled. False: no more until `resume`. */
  took(count: number): boolean;
  /** Told once: everything has come, or no more will. */
  ended(complete: boolean): void;
}

export interface BodyDrawing {
  /** Bytes of the body that have come. */
  readonly received: number;
  /** Whether the reader has asked to wait. */
  readonly waiting: boolean;
  resume(): void;
  /** Throws away whatever still comes; the reader hears no more. */
  discard(): void;
}

/** From so many bytes on it pays to leave the parser and, with it, the connection after this answer. */
const directFromBytes = 1024 * 1024;
/** Bytes on their way to somewhere else, or to nowhere: never kept from one moment to the next. */
const passing = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Draws a request's body into the reader's own memory. A large one of known length is read from its socket past the
 * parser: exactly as many bytes as were announced are taken for the body, the connection's later ones for nothing, and
 * the connection ends with the answer. Anything else comes through the parser and is copied.
 */
export function drawBody(req: IncomingMessage, res: ServerResponse, reader: BodyReader): BodyDrawing {
  const drawing = new Drawing(req, res, reader);
  // What the parser has read already belongs to the request only when it is done with it.
  process.nextTick(() => drawing.begin());
  return drawing;
}

/**
 *   parsed ──────────────> over
 *      └──> direct ──────> over
 */
class Drawing implements BodyDrawing {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #reader: BodyReader;
  /** Bytes still to come; infinite where that was not said. */
  #left: number;
  /** Came while the reader waited. */
  #held: Buffer = Buffer.alloc(0);
  #direct = false;
  /** The parser has given all of it; some may still be held. */
  #parsed = false;
  /** Whether the next bytes from the socket go to `passing`, not to the reader's room. */
  #aside = false;
  #over = false;
  received = 0;
  waiting = false;

  constructor(req: IncomingMessage, res: ServerResponse, reader: BodyReader) {
    this.#req = req;
    this.#res = res;
    this.#reader = reader;
    const length = req.headers['content-length'];
    this.#left = length === undefined ? Number.POSITIVE_INFINITY : Number(length);
    req.once('close', () => this.#parsed || this.#end(false));
  }

  begin(): void {
    if (this.#over) return;
    if (this.#left >= directFromBytes && this.#left < Number.POSITIVE_INFINITY && this.#leaveParser()) return;
    this.#req.on('data', (chunk: Buffer) => this.#place(chunk));
    this.#req.once('end', () => {
      this.#parsed = true;
      if (this.#held.length === 0) this.#end(true);
    });
  }

  resume(): void {
    if (!this.waiting) return;
    this.waiting = false;
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    this.#place(held);
    if (this.waiting) return;
    if (this.#parsed) this.#end(true);
    else this.#source.resume();
  }

  discard(): void {
    this.#over = true;
    this.#held = Buffer.alloc(0);
    this.#source.resume();
  }

  get #source(): Pausable {
    return this.#direct ? this.#req.socket : this.#req;
  }

  #leaveParser(): boolean {
    const { socket } = this.#req;
    const begun: Buffer[] = [];
    for (let part: Buffer | null = this.#req.read(); part !== null; part = this.#req.read()) begun.push(part);
    this.#held = Buffer.concat(begun);
    this.#direct = readInto(socket, { room: () => this.#room(), took: (count) => this.#took(count) });
    if (this.#direct) {
      this.#res.shouldKeepAlive = false;
      // Listening makes the parser let go of the socket; with no listener left nothing of the body reaches it again.
      socket.on('data', () => undefined);
      socket.removeAllListeners('data');
      socket.removeAllListeners('end');
      socket.once('end', () => socket.destroy());
    }
    this.#source.pause();
    this.waiting = true;
    this.resume();
    return this.#direct;
  }

  /** Never more than is still to come: what follows in the connection is not the body's. */
  #room(): Buffer {
    this.#aside = this.#over || this.#left === 0 || this.#held.length > 0;
    const room = this.#aside ? passing : this.#reader.room();
    return this.#left > 0 && room.length > this.#left ? room.subarray(0, this.#left) : room;
  }

  #took(count: number): boolean {
    if (this.#over) return true;
    if (this.#aside) this.#place(passing.subarray(0, count));
    else this.#count(count);
    return !this.waiting;
  }

  #place(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && !this.waiting && !this.#over) {
      const room = this.#reader.room();
      const count = bytes.copy(room, 0, at);
      at += count;
      this.#count(count);
    }
    if (at === bytes.length || this.#over) return;
    this.#held = Buffer.concat([this.#held, bytes.subarray(at)]);
    this.#source.pause();
  }

  #count(count: number): void {
    this.received += count;
    this.#left -= count;
    this.waiting = !this.#reader.took(count) && this.#left > 0;
    if (this.#left === 0) this.#end(true);
  }

  #end(complete: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#reader.ended(complete);
  }
}

interface Pausable {
  pause(): unknown;
  resume(): unknown;
}
