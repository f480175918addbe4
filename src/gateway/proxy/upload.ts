import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { type BodyDrawing, type BodyReader, drawBody, endPatiently } from '../../platform/inside/index.ts';
import { refusals } from '../problems.ts';
import type { Visit } from '../visit.ts';
import type { Destination } from './destination.ts';
import type { ServerPools } from './pools.ts';
import { watchBody } from './watch-body.ts';

const bufferBytes = 256 * 1024;
const fromBytes = 1024 * 1024;
const atOnceLimit = 64;
const pauseMs = 40;
const notConnected = new Set(['ENOENT', 'ECONNREFUSED', 'EAGAIN']);
let underway = 0;

/**
 * A large body on its way to a tenant's server, through two buffers that are filled and sent in turn: nothing is
 * allocated however large it is, and what one side does not take the other does not send. The connection to the server
 * is for this one request, and carries exactly as many bytes of a body as were announced.
 */
export class Upload implements BodyReader {
  readonly #visit: Visit;
  readonly #to: Destination;
  readonly #buffers = [Buffer.allocUnsafeSlow(bufferBytes), Buffer.allocUnsafeSlow(bufferBytes)] as const;
  /** Which buffer is filled next. */
  #turn: 0 | 1 = 0;
  /** Buffers that are being sent. */
  #sending = 0;
  #server: ClientRequest | undefined;
  #body: BodyDrawing | undefined;
  #whole = false;
  #tries = 0;
  #failedAt = 0;
  #over = false;

  /** Whether the request's body is to go this way: large, of known length, and not one of too many at once. */
  static suits({ head }: Visit): boolean {
    return head.bodyBytes !== undefined && head.bodyBytes >= fromBytes && underway < atOnceLimit;
  }

  constructor(visit: Visit, to: Destination) {
    this.#visit = visit;
    this.#to = to;
    underway++;
    visit.onClose = () => this.#closed();
  }

  start(): void {
    this.#find().then(
      (server) => this.#connect(server),
      (error: unknown) => this.#refuse(error),
    );
  }

  room(): Buffer {
    return this.#buffers[this.#turn];
  }

  took(count: number): boolean {
    const part = this.#buffers[this.#turn].subarray(0, count);
    this.#turn = this.#turn === 0 ? 1 : 0;
    this.#sending++;
    this.#server?.write(part, () => this.#sent());
    return this.#sending < 2;
  }

  ended(complete: boolean): void {
    this.#whole = complete;
    if (complete) this.#server?.end();
    else this.#server?.destroy();
  }

  async #find(): Promise<ServerPools> {
    return this.#to.find(this.#tries);
  }

  #connect({ socketPath }: ServerPools): void {
    if (this.#over) return;
    const { req, edge } = this.#visit;
    const server = request({
      socketPath,
      method: req.method,
      path: this.#to.path,
      headers: this.#to.headers,
      setHost: false,
      agent: false,
      maxHeaderSize: edge.limits.headerBytes,
      timeout: edge.limits.answerMs,
    });
    this.#server = server;
    server.once('socket', (socket) => {
      socket.once('connect', () => this.#begin());
    });
    server.once('timeout', () => server.destroy(this.#to.absent()));
    server.once('response', (answer) => this.#relay(answer));
    server.on('error', (error) => this.#failed(error));
    server.once('close', () => this.#refuse(this.#to.interrupted()));
    server.flushHeaders();
  }

  #begin(): void {
    if (this.#over) return;
    const body = drawBody(this.#visit.req, this.#visit.res, this);
    this.#body = body;
    watchBody(this.#visit, {
      received: () => body.received,
      isAwaited: () => !body.waiting,
      isOver: () => this.#whole || this.#over,
      stuck: () => this.#server?.destroy(),
    });
  }

  #sent(): void {
    this.#sending--;
    this.#body?.resume();
  }

  #relay(answer: IncomingMessage): void {
    const { req, res, id } = this.#visit;
    answer.on('error', () => res.destroy());
    const shown = this.#to.show(answer.statusCode ?? 0, answer.headers);
    if (!shown) {
      this.#refuse(refusals['workspace-answer-refused']());
      answer.destroy();
      return;
    }
    // An answer before the body's end: the rest of it is for nobody.
    if (!this.#whole) this.#body?.discard();
    try {
      res.writeHead(shown.status, [...shown.headers, 'x-request-id', id]);
    } catch (error) {
      this.#refuse(error);
      answer.destroy();
      return;
    }
    answer.pipe(res, { end: false });
    answer.once('end', () => (this.#whole ? res.end() : endPatiently(req, res, '')));
  }

  #failed(error: Error): void {
    if (this.#body === undefined && notConnected.has(codeOf(error)) && this.#mayWait()) {
      this.#server?.removeAllListeners('close');
      this.#tries++;
      setTimeout(() => this.start(), pauseMs);
    } else if (notConnected.has(codeOf(error))) this.#refuse(this.#to.absent());
    else if (codeOf(error).startsWith('HPE_')) this.#refuse(this.#to.unfit(error));
    else this.#refuse(this.#to.interrupted());
  }

  #mayWait(): boolean {
    const now = performance.now();
    if (this.#failedAt === 0) this.#failedAt = now;
    return now - this.#failedAt <= this.#to.waitMs;
  }

  #refuse(error: unknown): void {
    if (this.#over || this.#visit.res.headersSent) return;
    this.#body?.discard();
    this.#visit.refuse(error);
  }

  #closed(): void {
    if (this.#over) return;
    this.#over = true;
    underway--;
    this.#server?.destroy();
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
