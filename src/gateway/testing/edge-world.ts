import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { Replica } from '../../platform/index.ts';
import {
  type Gateway,
  type GatewayLimits,
  type GatewayOptions,
  type ReplicaHooks,
  replicaRoutes,
  startGateway,
} from '../index.ts';

type Listener = (req: IncomingMessage, res: ServerResponse) => void;

/** A gateway between real sockets: control's side of the replica, and servers that stand for tenants'. */
export interface World {
  readonly gateway: Gateway;
  readonly port: number;
  readonly origin: string;
  readonly folder: string;
  readonly runDir: string;
  readonly replica: Replica;
  /** What arrived at control's API. */
  readonly seen: { method: string; url: string; headers: Record<string, unknown> }[];
  hooks: ReplicaHooks;
  addAccount(
    name: string,
    given?: { secret?: string; scopes?: string[]; via?: string; mustChangePassword?: boolean; administrator?: boolean },
  ): string;
  /** A server at a socket of its own, with a route to it. */
  addTarget(account: string, kind: 'workspace' | 'files', listener: Listener): Promise<Server>;
  stopControl(): Promise<void>;
  startControl(): Promise<void>;
  /** Until the gateway has taken all changes. */
  settled(): Promise<void>;
  /** Bytes to the gateway as they are; everything that comes back until the connection ends. */
  raw(bytes: string, body?: Buffer): Promise<string>;
  close(): Promise<void>;
}

export function sha256(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export async function edgeWorld(
  given: { limits?: Partial<GatewayLimits>; options?: Partial<GatewayOptions> } = {},
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'edge-'));
  const runDir = join(folder, 'run');
  const webDir = join(folder, 'web');
  await mkdir(join(runDir, 'inside'), { recursive: true });
  await mkdir(join(webDir, 'assets'), { recursive: true });
  await mkdir(join(webDir, '_stoa'), { recursive: true });
  await writeFile(
    join(webDir, 'index.html'),
    '<!doctype html><meta property="csp-nonce" nonce="__STOA_NONCE__"><div id="root"></div>',
  );
  await writeFile(join(webDir, 'assets', 'index-abc.js'), `console.log(${JSON.stringify('a'.repeat(5000))})`);
  await writeFile(join(webDir, '_stoa', 'frame.html'), '<!doctype html><script src="frame.js"></script>');
  const controlSocket = join(folder, 'control.sock');
  const replica = new Replica();
  const seen: World['seen'] = [];
  const servers: Server[] = [];
  let app: FastifyInstance | undefined;

  const world = {
    folder,
    runDir,
    replica,
    seen,
    hooks: { ensureTarget: () => Promise.reject(new Error('nothing to start')), used: () => {} } as ReplicaHooks,
    addAccount(name: string, { secret = `secret-of-${name}`, ...rest } = {}) {
      const value = {
        account: name,
        uid: 20_000,
        label: name,
        administrator: false,
        via: 'session',
        credentialId: `id-${secret}`,
        scopes: ['all'],
        expiresAt: Date.now() + 60_000,
        mustChangePassword: false,
        ...rest,
      };
      replica.set('account', name, { uid: 20_000, label: name, suspended: false });
      replica.set('credential', sha256(secret), value);
      return secret;
    },
    async addTarget(account: string, kind: 'workspace' | 'files', listener: Listener) {
      const socket = join(folder, `${account}-${kind}-${servers.length}.sock`);
      const server = createServer(listener);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      replica.set('route', `${account} ${kind}`, { socket, taskId: `${account}-${kind}` });
      return server;
    },
    async startControl() {
      app = Fastify({ forceCloseConnections: true });
      replicaRoutes(app, replica, {
        ensureTarget: (...asked) => world.hooks.ensureTarget(...asked),
        used: (uses) => world.hooks.used(uses),
      });
      app.all('/api/*', (request, reply) => {
        seen.push({ method: request.method, url: request.url, headers: request.headers });
        if (request.url.startsWith('/api/events')) {
          reply.hijack();
          reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
          reply.raw.write('data: first\n\n');
          return;
        }
        reply.header('set-cookie', 'stoa_session=x; HttpOnly').send({ from: 'control' });
      });
      app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
      app.all('/mesos/*', (request, reply) => {
        seen.push({ method: request.method, url: request.url, headers: request.headers });
        if (request.body !== 'SUBSCRIBE') return reply.code(202).send();
        reply.hijack();
        reply.raw.writeHead(200, { 'content-type': 'application/json', 'mesos-stream-id': 's' });
        reply.raw.write('20\n{"type":"HEARTBEAT"}');
      });
      await app.listen({ path: controlSocket });
    },
    async stopControl() {
      await app?.close();
      app = undefined;
    },
  };
  await world.startControl();
  const gateway = await startGateway({
    listen: [{ host: '127.0.0.1', port: 0 }],
    publicUrl: '',
    contentHostSuffix: 'localhost',
    webDir,
    controlSocket,
    runDir,
    limits: given.limits,
    log: { level: 'fatal' },
    ...given.options,
  });
  const port = gateway.addresses[0]?.port ?? 0;
  const settled = async () => {
    const late = AbortSignal.timeout(5_000);
    while (replica.followers === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await replica.taken(replica.revision, late);
  };
  await settled();
  return Object.assign(world, {
    gateway,
    port,
    origin: `http://localhost:${port}`,
    settled,
    raw: (bytes: string, body?: Buffer) => rawExchange(port, bytes, body),
    async close() {
      await gateway.close();
      await world.stopControl();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await rm(folder, { recursive: true });
    },
  });
}

function rawExchange(port: number, bytes: string, body?: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes);
      if (body) socket.write(body);
    });
    let text = '';
    socket.setTimeout(3_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}
