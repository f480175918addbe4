import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { common, Problem } from '../platform/index.ts';
import { endPatiently } from '../platform/inside/index.ts';
import type { Door, Edge } from './edge.ts';
import type { Open } from './open-connections.ts';
import { plainHeaders } from './rules/content-policy.ts';
import type { RequestHead } from './rules/request-head.ts';
import { readHead } from './rules/request-head.ts';
import { type RequestPath, readPath } from './rules/request-path.ts';
import type { Served } from './served.ts';

const boot = randomBytes(5).toString('hex');
let count = 0;

/** How a problem is said to whoever asked. */
export type Saying = (problem: Problem, requestId: string) => { readonly type: string; readonly body: string };

const asProblem: Saying = (problem, requestId) => ({
  type: 'application/problem+json',
  body: JSON.stringify({ ...problem.toJSON(), requestId }),
});

/** One request, from its arrival until its answer is out or its connection is gone. */
export class Visit implements Open {
  readonly id: string;
  readonly edge: Edge;
  readonly door: Door;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly head: RequestHead;
  readonly path: RequestPath;
  readonly remote: string;
  readonly startedAt = performance.now();
  served: Served = 'refused';
  account: string | undefined;
  credentialKey: string | undefined;
  /** Among whose requests of which kind it counts. */
  #counted: { readonly kind: 'request' | 'control'; readonly of: string } | undefined;
  /** Is answered even when its credential ends: it may be the request that ends it. */
  lastWord = false;
  say = asProblem;
  #received: number;
  /** Told when the answer is out or the connection is gone. */
  onClose: (() => void) | undefined;

  /** Throws a Problem for a request that is not understood. */
  constructor(edge: Edge, door: Door, req: IncomingMessage, res: ServerResponse) {
    this.id = `${boot}-${(++count).toString(36)}`;
    this.edge = edge;
    this.door = door;
    this.req = req;
    this.res = res;
    this.head = readHead(req.rawHeaders, edge.limits.headerCount);
    this.path = readPath(req.url ?? '');
    this.remote =
      door.inside === undefined ? edge.remote.read(req.socket, this.head.forwardedFor) : `inside:${door.inside}`;
    this.#received = req.socket.bytesRead;
    res.once('close', () => this.#closed());
    edge.open.add(this);
  }

  /** Cuts the connection: what it showed is no longer worth anything. */
  end(): void {
    if (!this.lastWord) this.req.socket.destroy();
  }

  hasSent(): boolean {
    const before = this.#received;
    this.#received = this.req.socket.bytesRead;
    return this.#received > before;
  }

  /** Throws a Problem where `of` has as many underway as it may. */
  count(kind: 'request' | 'control', of: string, limit: number): void {
    if (!this.edge.open.enter(kind, of, limit))
      throw common['too-many-requests'](`At most ${limit} requests of an account are underway at once.`);
    this.#counted = { kind, of };
  }

  send(status: number, headers: readonly string[], body?: string | Buffer): void {
    const { res, req } = this;
    const length = body === undefined ? [] : ['content-length', String(Buffer.byteLength(body))];
    res.writeHead(status, [...headers, ...length, 'x-request-id', this.id]);
    if (body === undefined || req.method === 'HEAD') res.end();
    else res.end(body);
  }

  refuse(error: unknown): void {
    if (!(error instanceof Problem)) this.edge.log.error({ err: error, requestId: this.id }, 'a request failed');

    refuse(this.res, error instanceof Problem ? error : common['internal-error'](), this.id, this.say);
  }

  #closed(): void {
    const { edge, res } = this;
    edge.open.delete(this);
    this.onClose?.();
    if (this.#counted) edge.open.leave(this.#counted.kind, this.#counted.of);
    const ms = performance.now() - this.startedAt;
    edge.metrics.answered(this.served, res.statusCode, ms);
    edge.accessLog.info({
      requestId: this.id,
      method: this.req.method,
      path: this.path.path.slice(0, 300),
      status: res.statusCode,
      whole: res.writableFinished,
      ms: Math.round(ms),
      account: this.account,
      remote: this.remote,
    });
  }
}

/** Runs `answer` for one request; whatever it throws, or is wrong with the request itself, is the answer then. */
export function receive(
  edge: Edge,
  door: Door,
  req: IncomingMessage,
  res: ServerResponse,
  answer: (visit: Visit) => void,
): void {
  let visit: Visit;
  try {
    visit = new Visit(edge, door, req, res);
  } catch (error) {
    refuse(res, error instanceof Problem ? error : common['internal-error']({ cause: error }), 'unread');
    return;
  }
  try {
    answer(visit);
  } catch (error) {
    visit.refuse(error);
  }
}

/** Answers with a problem, when nothing was answered yet; cuts the connection otherwise. */
function refuse(res: ServerResponse, problem: Problem, requestId: string, say = asProblem): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const { type, body } = say(problem, requestId);
  const headers = [
    'content-type',
    type,
    'cache-control',
    'no-store',
    'x-request-id',
    requestId,
    'content-length',
    String(Buffer.byteLength(body)),
    ...plainHeaders,
  ];
  if (!res.req.complete) headers.push('connection', 'close');
  if (problem.status === 401) headers.push('www-authenticate', 'Bearer realm="stoa"');
  res.writeHead(problem.status, headers);
  endPatiently(res.req, res, res.req.method === 'HEAD' ? '' : body);
}
