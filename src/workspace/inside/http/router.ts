import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { HttpError } from './errors.ts';

export interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  /** Values of the path's `:names`, decoded; `*` holds the rest. */
  params: Record<string, string>;
  query: URLSearchParams;
}

export interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
  params: Record<string, string>;
  query: URLSearchParams;
}

type Handler = (call: Call) => Promise<void> | void;
type UpgradeHandler = (upgrade: Upgrade) => Promise<void> | void;

interface Route<H> {
  method: string;
  segments: string[];
  handler: H;
}

interface Match<H> {
  handler: H;
  params: Record<string, string>;
}

/** Routes below one prefix. A path is `/api/kernels/:id`; a last `*` takes the rest, slashes included, or nothing. */
export class Router {
  readonly #prefix: string;
  readonly #routes: Route<Handler>[] = [];
  readonly #upgrades: Route<UpgradeHandler>[] = [];

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  on(method: string, path: string, handler: Handler): void {
    this.#routes.push({ method, segments: path.split('/').slice(1), handler });
  }

  onUpgrade(path: string, handler: UpgradeHandler): void {
    this.#upgrades.push({ method: 'GET', segments: path.split('/').slice(1), handler });
  }

  /** Throws an HttpError when nothing answers there. */
  find(method: string, path: string): Match<Handler> {
    return this.#match(this.#routes, method === 'HEAD' ? 'GET' : method, path);
  }

  findUpgrade(path: string): Match<UpgradeHandler> {
    return this.#match(this.#upgrades, 'GET', path);
  }

  #match<H>(routes: Route<H>[], method: string, path: string): Match<H> {
    if (path !== this.#prefix && !path.startsWith(`${this.#prefix}/`)) throw nothing();
    const parts = path.slice(this.#prefix.length + 1).split('/');
    let known = false;
    for (const route of routes) {
      const params = matchSegments(route.segments, parts);
      if (params === null) continue;
      if (route.method === method) return { handler: route.handler, params };
      known = true;
    }
    throw known ? new HttpError(405, 'This method is not allowed here.', 'method-not-allowed') : nothing();
  }
}

function nothing(): HttpError {
  return new HttpError(404, 'Nothing answers at this address.', 'not-found');
}

function matchSegments(segments: string[], parts: string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment === '*') {
      params['*'] = parts.slice(index).map(decode).join('/');
      return params;
    }
    const part = parts[index];
    if (part === undefined) return segments[index] === '*' ? params : null;
    if (segment.startsWith(':')) params[segment.slice(1)] = decode(part);
    else if (segment !== part) return null;
  }
  const trailing = parts.slice(segments.length);
  return trailing.every((part) => part === '') ? params : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HttpError(400, 'The address is not valid.', 'bad-request');
  }
}
