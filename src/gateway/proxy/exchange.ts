import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { Problem } from '../../platform/index.ts';
import { endPatiently } from '../../platform/inside/index.ts';
import { refusals } from '../problems.ts';
import { isSafe } from '../rules/origin.ts';
import type { Visit } from '../visit.ts';
import type { Destination } from './destination.ts';
import { limitedBody, requireBodyWithin } from './limited-body.ts';
import type { ServerPools } from './pools.ts';
import { watchBody } from './watch-body.ts';

const pauseMs = 40;
const oneWriteBytes = 8_192;
/** EACCES: a socket that was made this moment and does not have its owner yet. */
const notConnected = new Set([
  ...['ENOENT', 'ECONNREFUSED', 'EACCES', 'EAGAIN'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CLOSED'],
]);
const brokenOff = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'UND_ERR_DESTROYED']);

/**
 * Sends one request on and its answer back, both streamed, each side at the pace of the other.
 *
 * While the server is starting again a request waits for it and is sent again, when that is certain to do nothing
 * twice: nothing of it was sent yet, or its method changes nothing.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #visit: Visit;
  readonly #to: Destination;
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  #controller: Dispatcher.DispatchController | undefined;
  #body: Readable | null = null;
  #tries = 0;
  #failedAt = 0;
  #answering = false;
  /** Bytes of the whole body, until a part of it has come that is not the whole. */
  #expected = -1;
  /** The whole answer was given, though the connection may still wait for the body's rest. */
  #ended = false;
  #over = false;
  #draining = false;

  constructor(visit: Visit, to: Destination) {
    this.#visit = visit;
    this.#to = to;
    this.#req = visit.req;
    this.#res = visit.res;
    visit.onClose = () => this.#closed();
    if (visit.head.hasBody) this.#watchBody();
  }

  start(): void {
    try {
      requireBodyWithin(this.#visit, this.#to.bodyLimitBytes);
      const pools = this.#to.find(this.#tries);
      if (pools instanceof Promise)
        pools.then(
          (found) => this.#dispatch(found),
          (error: unknown) => this.#refuse(error),
        );
      else this.#dispatch(pools);
    } catch (error) {
      this.#refuse(error);
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(new Error('the client went away'));
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    const shown = this.#to.show(status, headers);
    if (!shown) throw refusals['workspace-answer-refused']();
    shown.headers.push('x-request-id', this.#visit.id);
    this.#res.writeHead(shown.status, shown.headers);
    this.#answering = true;
    const length = headers['content-length'];
    if (length === undefined) this.#res.flushHeaders();
    else this.#expected = Number(length);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (chunk.length === this.#expected && chunk.length <= oneWriteBytes) {
      // Head and body leave in one write when the body is a string.
      if (this.#req.complete) this.#res.end(chunk.toString('latin1'), 'latin1');
      else this.#endEarly(chunk);
      return;
    }
    this.#expected = -1;
    if (this.#res.write(chunk) || this.#over) return;
    controller.pause();
    if (this.#draining) return;
    this.#draining = true;
    this.#res.on('drain', () => this.#controller?.resume());
  }

  onResponseEnd(): void {
    if (this.#res.writableEnded || this.#ended) return;
    if (this.#req.complete) this.#res.end();
    else this.#endEarly('');
  }

  /** The server has said all before it had the whole body: the rest is for nobody. */
  #endEarly(rest: Buffer | string): void {
    this.#ended = true;
    this.#body?.destroy();
    endPatiently(this.#req, this.#res, rest);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#over || this.#ended) return;
    if (this.#answering || this.#res.headersSent) {
      this.#res.destroy();
      return;
    }
    if (this.#mayTryAgain(error)) {
      setTimeout(() => this.#again(), pauseMs);
      return;
    }
    this.#refuse(this.#explain(error));
  }

  #dispatch(pools: ServerPools): void {
    if (this.#over) return;
    const method = this.#req.method ?? 'GET';
    const isQuestion = isSafe(method) && this.#visit.head.accept === 'application/json';
    this.#body = this.#visit.head.hasBody ? limitedBody(this.#visit, this.#to.bodyLimitBytes) : null;
    pools.for(this.#visit.head.accept).dispatch(
      {
        path: this.#to.path,
        method,
        headers: this.#to.headers,
        body: this.#body,
        idempotent: false,
        ...(isQuestion && this.#to.questionMs !== undefined ? { headersTimeout: this.#to.questionMs } : {}),
      },
      this,
    );
  }

  #again(): void {
    if (this.#over) return;
    this.#tries++;
    this.start();
  }

  #mayTryAgain(error: Error): boolean {
    const code = codeOf(error);
    const now = performance.now();
    if (this.#failedAt === 0) this.#failedAt = now;
    if (now - this.#failedAt > this.#to.waitMs || this.#req.readableDidRead) return false;
    return notConnected.has(code) || (brokenOff.has(code) && isSafe(this.#req.method));
  }

  #explain(error: Error): Problem {
    const code = codeOf(error);
    if (notConnected.has(code) || code === 'UND_ERR_HEADERS_TIMEOUT') return this.#to.absent();
    if (brokenOff.has(code)) return isSafe(this.#req.method) ? this.#to.absent() : this.#to.interrupted();
    return error instanceof Problem ? error : this.#to.unfit(error);
  }

  #refuse(error: unknown): void {
    if (!this.#over) this.#visit.refuse(error);
  }

  #watchBody(): void {
    const req = this.#req;
    watchBody(this.#visit, {
      received: () => req.socket.bytesRead,
      isAwaited: () => !req.isPaused() && req.readableFlowing !== null,
      isOver: () => req.complete || this.#over,
      stuck: () => this.#controller?.abort(new Error('the body stands still')),
    });
  }

  #closed(): void {
    this.#over = true;
    if (!this.#res.writableFinished) this.#controller?.abort(new Error('the client went away'));
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
