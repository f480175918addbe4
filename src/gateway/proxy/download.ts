import { connect, type Socket } from 'node:net';
import { type AnswerHead, readAnswerHead } from '../rules/answer-head.ts';
import { showTenantAnswer } from '../rules/tenant-answer.ts';
import type { Visit } from '../visit.ts';
import type { Destination } from './destination.ts';

const bufferBytes = 256 * 1024;
const spare: Buffer[] = [];
const atOnceLimit = 64;
const spareLimit = 16;
let underway = 0;

/**
 * A large file on its way to the browser, through two buffers that are filled and sent in turn: nothing is allocated
 * however large it is. The connection to the tenant's server is for this one answer; exactly as many bytes are passed
 * on as its head has announced.
 *
 * Where anything is not plain (nobody answers, no length, an answer that must be looked at by the full parser) nothing
 * was sent to the browser yet and `otherwise` is called: a GET can be asked again.
 */
export class Download {
  readonly #visit: Visit;
  readonly #to: Destination;
  readonly #base: string;
  readonly #otherwise: () => void;
  readonly #buffers = [takeBuffer(), takeBuffer()] as const;
  readonly #server: Socket;
  /** Which buffer is filled next. */
  #turn: 0 | 1 = 0;
  /** Buffers that are being sent. */
  #sending = 0;
  #head = Buffer.alloc(0);
  /** Bytes still to come; undefined until the head is read. */
  #left: number | undefined;
  #over = false;

  /** Whether one more may hold on to its buffers; if not, it goes the way of small answers. */
  static get hasRoom(): boolean {
    return underway < atOnceLimit;
  }

  /** @param base  `/user/<account>/` */
  constructor(visit: Visit, socketPath: string, to: Destination, base: string, otherwise: () => void) {
    this.#visit = visit;
    this.#to = to;
    this.#base = base;
    this.#otherwise = otherwise;
    underway++;
    visit.onClose = () => this.#end();
    this.#server = connect({
      path: socketPath,
      onread: {
        buffer: () => this.#buffers[this.#turn],
        callback: (count, buffer) => this.#take(Buffer.from(buffer.buffer, buffer.byteOffset, count)),
      },
    });
    this.#server.on('error', () => this.#broken());
    this.#server.on('close', () => this.#broken());
  }

  start(): void {
    const lines = [`GET ${this.#to.path} HTTP/1.1`];
    const { headers } = this.#to;
    for (let i = 0; i + 1 < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
    this.#server.write(`${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`, 'latin1');
  }

  /** Whether to go on reading; false: until a buffer is sent. */
  #take(bytes: Buffer): boolean {
    if (this.#over) return false;
    try {
      return this.#left === undefined ? this.#takeHead(bytes) : this.#pass(bytes);
    } catch (error) {
      this.#end();
      this.#visit.refuse(error);
      return false;
    }
  }

  #takeHead(bytes: Buffer): boolean {
    const all = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    const head = readAnswerHead(all);
    if (head === 'more') {
      this.#head = Buffer.from(all);
      return true;
    }
    const shown = head === 'other' ? undefined : this.#show(head);
    if (head === 'other' || !shown) {
      this.#leave();
      return false;
    }
    this.#visit.res.writeHead(shown.status, [...shown.headers, 'x-request-id', this.#visit.id]);
    this.#left = head.length;
    const begun = all.subarray(head.bodyAt);
    return begun.length > 0 || head.length === 0 ? this.#pass(begun) : true;
  }

  #show(head: AnswerHead) {
    const { edge, path } = this.#visit;
    return showTenantAnswer(head, this.#base, edge.publicOrigin + path.path);
  }

  #pass(bytes: Buffer): boolean {
    const { res } = this.#visit;
    const left = this.#left ?? 0;
    const part = bytes.length > left ? bytes.subarray(0, left) : bytes;
    this.#left = left - part.length;
    if (this.#left === 0) {
      this.#sending++;
      res.end(part, () => this.#end());
      return false;
    }
    this.#sending++;
    this.#turn = this.#turn === 0 ? 1 : 0;
    res.write(part, () => this.#sent());
    return this.#sending < 2;
  }

  #sent(): void {
    this.#sending--;
    if (!this.#over) this.#server.resume();
  }

  /** The server ended; too early, unless everything was passed on. */
  #broken(): void {
    if (this.#over || this.#left === 0) return;
    if (this.#left === undefined) this.#leave();
    else this.#visit.res.destroy();
  }

  #leave(): void {
    this.#end();
    this.#otherwise();
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    underway--;
    this.#server.destroy();
    // A buffer that is still being sent must not be filled for somebody else.
    if (this.#sending === 0 || this.#visit.res.writableFinished)
      for (const buffer of this.#buffers) if (spare.length < spareLimit) spare.push(buffer);
  }
}

function takeBuffer(): Buffer {
  return spare.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
}
