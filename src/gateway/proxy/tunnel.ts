import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { common } from '../../platform/index.ts';
import { refusals } from '../problems.ts';
import { showTenantAnswer } from '../rules/tenant-answer.ts';
import type { TenantRoute } from '../rules/tenant-route.ts';
import type { Visit } from '../visit.ts';
import { joinSockets } from './join-sockets.ts';
import { absentTarget, tenantHeaders } from './to-tenant.ts';

const pauseMs = 40;
const handshakeMs = 30_000;
/** Of the handshake's answer. */
const passing = ['sec-websocket-accept', 'sec-websocket-protocol', 'sec-websocket-extensions'];
const notThere = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAGAIN']);

/** A websocket to a tenant's server: the handshake is parsed on both sides, then bytes go through as they are. */
export class Tunnel {
  readonly #visit: Visit;
  readonly #to: TenantRoute;
  readonly #client: Socket;
  readonly #rest: Buffer;
  readonly #headers: string[];
  #handshake: ClientRequest | undefined;
  #server: Socket | undefined;
  #failedAt = 0;
  #over = false;

  /** @param rest  bytes that came after the client's handshake */
  constructor(visit: Visit, to: TenantRoute, client: Socket, rest: Buffer) {
    this.#visit = visit;
    this.#to = to;
    this.#client = client;
    this.#rest = rest;
    this.#headers = tenantHeaders(visit, to.account);
    this.#headers.push('connection', 'Upgrade', 'upgrade', 'websocket');
    client.on('error', () => client.destroy());
    client.once('close', () => this.#closed());
  }

  start(): void {
    this.#connect().catch((error: unknown) => this.#refuse(error));
  }

  async #connect(): Promise<void> {
    const { edge, path } = this.#visit;
    const { account, kind } = this.#to;
    if (!edge.copy.target(account, kind)) await edge.catchUp();
    const target = edge.copy.target(account, kind);
    if (!target) throw absentTarget(account, kind);
    if (this.#over) return;
    const handshake = request({
      socketPath: target.socket,
      path: path.clean,
      headers: this.#headers,
      setHost: false,
      agent: false,
      maxHeaderSize: edge.limits.headerBytes,
    });
    this.#handshake = handshake;
    const late = setTimeout(() => handshake.destroy(absentTarget(account, kind)), handshakeMs);
    handshake.once('close', () => clearTimeout(late));
    handshake.once('upgrade', (answer, socket, first) => {
      clearTimeout(late);
      this.#join(answer, socket, first);
    });
    handshake.once('response', (answer) => {
      try {
        this.#relay(answer);
      } catch (error) {
        answer.destroy();
        this.#refuse(error);
      }
    });
    handshake.once('error', (error) => this.#failed(error));
    handshake.end();
  }

  #failed(error: Error): void {
    const { edge } = this.#visit;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    const now = performance.now();
    if (this.#failedAt === 0) this.#failedAt = now;
    if (!notThere.has(code)) this.#refuse(error);
    else if (now - this.#failedAt > edge.limits.restartMs) this.#refuse(absentTarget(this.#to.account, this.#to.kind));
    else setTimeout(() => this.start(), pauseMs);
  }

  #join(answer: IncomingMessage, server: Socket, first: Buffer): void {
    const client = this.#client;
    server.on('error', () => server.destroy());
    if (this.#over || answer.headers.upgrade?.toLowerCase() !== 'websocket') {
      server.destroy();
      this.#refuse(refusals['workspace-answer-refused']('The workspace server did not open a websocket.'));
      return;
    }
    this.#server = server;
    const lines = ['HTTP/1.1 101 Switching Protocols', 'upgrade: websocket', 'connection: Upgrade'];
    for (const name of passing) {
      const value = answer.headers[name];
      if (typeof value === 'string') lines.push(`${name}: ${value}`);
    }
    this.#visit.res.detachSocket(client);
    this.#visit.res.statusCode = 101;
    client.setNoDelay(true);
    client.setKeepAlive(true, 30_000);
    client.setTimeout(0);
    client.write(`${lines.join('\r\n')}\r\nx-request-id: ${this.#visit.id}\r\n\r\n`);
    if (first.length > 0) client.write(first);
    if (this.#rest.length > 0) server.write(this.#rest);
    joinSockets(client, server);
  }

  /** The server had another answer than a websocket: it is shown under the same rules as any other. */
  #relay(answer: IncomingMessage): void {
    const { res, edge, id, path } = this.#visit;
    const shown = showTenantAnswer(
      { status: answer.statusCode ?? 0, headers: answer.headers },
      `/user/${this.#to.account}/`,
      edge.publicOrigin + path.path,
    );
    if (!shown || this.#over) {
      answer.destroy();
      this.#refuse(refusals['workspace-answer-refused']());
      return;
    }
    res.writeHead(shown.status, [...shown.headers, 'x-request-id', id, 'connection', 'close']);
    answer.pipe(res);
    answer.once('error', () => res.destroy());
  }

  #refuse(error: unknown): void {
    if (this.#over) return;
    this.#visit.refuse(error instanceof Error ? error : common['internal-error']());
  }

  #closed(): void {
    if (this.#over) return;
    this.#over = true;
    this.#handshake?.destroy();
    this.#server?.destroy();
    this.#visit.edge.open.leave('websocket', this.#to.account);
    // Once joined, the answer has no connection of its own whose end it would notice.
    this.#visit.res.emit('close');
  }
}
