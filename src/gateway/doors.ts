import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Problem } from '../platform/index.ts';
import { answerRequest } from './answer-request.ts';
import { answerUpgrade } from './answer-upgrade.ts';
import { boundEachAddress } from './connections-of-address.ts';
import type { Door, Edge } from './edge.ts';
import { openFilesLimit } from './open-files-limit.ts';
import type { GatewayLimits } from './options.ts';
import { refusals } from './problems.ts';
import { plainHeaders } from './rules/content-policy.ts';

export interface DoorOptions {
  readonly limits: GatewayLimits;
  readonly certificate?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

const ownFiles = 1_000;

/**
 * A server with strict parsing and every bound set on purpose.
 *
 * @param edge  undefined until all addresses are known; who comes earlier is cut off
 */
export function openDoor(edge: () => Edge | undefined, door: Door, given: DoorOptions): Server {
  const options = serverOptions(given.limits);
  const server: Server = given.certificate
    ? createSecureServer({ ...options, ...given.certificate })
    : createServer(options);
  server.maxHeadersCount = 0;
  server.maxConnections = door.inside === undefined ? outside(given.limits) : given.limits.connectionsInside;
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    const now = edge();
    if (now) answerRequest(now, door, req, res);
    else res.destroy();
  });
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, rest: Buffer) => {
    const now = edge();
    if (now) answerUpgrade(now, door, req, socket, rest);
    else socket.destroy();
  });
  server.on('clientError', refuseBytes);
  server.on('connection', (socket: Socket) => socket.on('error', ignore));
  if (door.inside === undefined)
    boundEachAddress(
      server,
      given.limits.connectionsPerAddress,
      (address) => edge()?.remote.isTrusted(address) === true,
    );
  return server;
}

/** Half of what the process may open, as what is passed on takes a second file, less what it needs for itself. */
function outside({ connections }: GatewayLimits): number {
  const most = openFilesLimit();
  return Math.min(connections, Math.max(64, Math.floor((most - ownFiles) / 2)));
}

function serverOptions(limits: GatewayLimits): ServerOptions {
  return {
    insecureHTTPParser: false,
    requireHostHeader: false,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    connectionsCheckingInterval: Math.min(limits.headersMs, 5_000),
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveMs,
    noDelay: true,
    highWaterMark: 256 * 1024,
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  };
}

/** Bytes that are not valid HTTP, or come too slowly, get one plain answer and the connection ends. */
function refuseBytes(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const problem = explain(error.code);
  const body = JSON.stringify(problem.toJSON());
  const headers = ['content-type: application/problem+json', `content-length: ${Buffer.byteLength(body)}`];
  for (let i = 0; i + 1 < plainHeaders.length; i += 2) headers.push(`${plainHeaders[i]}: ${plainHeaders[i + 1]}`);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\n${headers.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

function explain(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW' || code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return refusals['headers-too-large']();
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return refusals['too-slow']();
  return refusals['malformed-request']();
}

/** Whether an answer's beginning is already on this connection: a second head would corrupt it. */
function isAnswering(socket: Duplex): boolean {
  if (!('_httpMessage' in socket)) return false;
  const answer = socket._httpMessage;
  return typeof answer === 'object' && answer !== null && 'headersSent' in answer && answer.headersSent === true;
}

function ignore(): void {
  // The connection is gone; whoever uses it learns that from its end.
}
