import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { sendJson } from './body.ts';
import { HttpError } from './errors.ts';
import { createServer, STATUS_CODES } from './node-http.ts';
import type { Router } from './router.ts';

export interface ServerHooks {
  /** Somebody asked for something; the platform's own question about idleness does not count. */
  onActivity: () => void;
  /** Requests wait for this, except for whether the server is there at all. */
  ready: () => Promise<void>;
}

/** The server of all routes; a failure becomes the shape that its clients know. */
export function makeServer(router: Router, { onActivity, ready }: ServerHooks): Server {
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0 }, (request, response) => {
    const { path, query } = target(request);
    const answer = async (): Promise<void> => {
      const { handler, params } = router.find(request.method ?? 'GET', path);
      if (!isPoll(path)) onActivity();
      if (!path.endsWith('/api') && !path.endsWith('/stoa/token')) await ready();
      await handler({ request, response, params, query });
    };
    answer().catch((error: unknown) => {
      const failure = asHttpError(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, failure.status, describe(path, failure));
    });
  });
  server.on('upgrade', (request, socket, head) => {
    const { path, query } = target(request);
    socket.on('error', () => socket.destroy());
    const answer = async (): Promise<void> => {
      const { handler, params } = router.findUpgrade(path);
      onActivity();
      await ready();
      await handler({ request, socket, head, params, query });
    };
    answer().catch((error: unknown) => refuseUpgrade(socket, asHttpError(error)));
  });
  return server;
}

function target(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const url = request.url ?? '/';
  const at = url.indexOf('?');
  return at < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, at), query: new URLSearchParams(url.slice(at + 1)) };
}

function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  console.error(error);
  return new HttpError(500, error instanceof Error ? error.message : String(error));
}

function describe(path: string, error: HttpError): unknown {
  if (path.includes('/stoa/')) return { error: { code: error.code, message: error.message } };
  return { message: error.message, reason: error.reason };
}

function refuseUpgrade(socket: Duplex, error: HttpError): void {
  const body = JSON.stringify({ message: error.message, reason: error.reason });
  const head = `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Error'}`;
  socket.end(
    `${head}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** What pages elsewhere in the platform ask every few seconds says nothing of somebody being at work. */
function isPoll(path: string): boolean {
  return path.endsWith('/stoa/status') || path.endsWith('/stoa/recent');
}
