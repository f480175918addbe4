/**
 * The gateway beside nginx and configurable-http-proxy, in one run on one machine: small requests, websocket messages,
 * a large download and upload. The gateway checks session, account and route and filters headers; its peers only
 * forward. Debian's nginx and wrk must be there; configurable-http-proxy is fetched into a cache folder.
 *
 * `node test/bench/gateway.ts [--seconds N] [--bytes N]`
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import Fastify from 'fastify';
import { WebSocket, WebSocketServer } from 'ws';
import { replicaRoutes, startGateway } from '../../src/gateway/index.ts';
import { Replica } from '../../src/platform/index.ts';
import { configurableHttpProxy } from './peers.ts';

/** One line of the report; `ratio` is ours to the peer's. */
export interface Figure {
  readonly figure: string;
  readonly unit: string;
  readonly goal: string;
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly met: boolean;
}

interface Contender {
  readonly name: 'gateway' | 'nginx' | 'configurable-http-proxy';
  readonly origin: string;
  readonly process: ChildProcess;
}

/** What one contender did, each in things a second, and how many of them in a second of its processor time. */
interface Measured {
  readonly rate: number;
  readonly perCpuSecond: number;
}

type Work = 'requests' | 'messages' | 'download' | 'upload';

const run = promisify(execFile);
const self = fileURLToPath(import.meta.url);
const secret = 'bench-session-secret';
const cookie = `stoa_session=${secret}`;

export async function benchGateway(given: { seconds?: number; bytes?: number } = {}): Promise<readonly Figure[]> {
  const { seconds = 3, bytes = 2 ** 30 } = given;
  const folder = await mkdtemp(join(tmpdir(), 'bench-gateway-'));
  const children: ChildProcess[] = [];
  const ends: (() => unknown)[] = [];
  try {
    const backend = await startBackend(folder, bytes, children);
    const echo = await startEcho(folder, children);
    const contenders = [
      await startOurs(folder, children, ends),
      await startNginx(folder, children),
      await startChp(backend.port, echo.port, children),
    ];
    // Until their code is compiled, not only interpreted.
    for (const { origin } of contenders) await requestsPerSecond(origin, 2 * seconds);
    const rounds: Round[] = [];
    for (let i = 0; i < 3; i++)
      rounds.push(await round(contenders, { seconds, upload: join(folder, 'files', 'big'), bytes }));
    return figures(rounds, new Map(contenders.map(({ name, process: { pid = 0 } }) => [name, mostMemory(pid)])));
  } finally {
    for (const end of ends) await end();
    for (const child of children) await stop(child);
    await rm(folder, { recursive: true, force: true });
  }
}

type Round = ReadonlyMap<string, Measured>;

/** All contenders do one kind of work after the other, so that what else the machine does hits each of them. */
async function round(
  contenders: readonly Contender[],
  { seconds, upload, bytes }: { seconds: number; upload: string; bytes: number },
): Promise<Round> {
  const results = new Map<string, Measured>();
  const works: Record<Work, (origin: string) => Promise<number>> = {
    requests: (origin) => requestsPerSecond(origin, seconds),
    messages: (origin) => messagesPerSecond(origin, seconds),
    download: (origin) => curlSpeed('download', ['-o', '/dev/null', `${origin}/user/alice/files/content?path=big`]),
    upload: (origin) => curlSpeed('upload', ['-T', upload, '-o', '/dev/null', `${origin}/user/alice/stoa/upload`]),
  };
  for (const [work, run] of Object.entries(works))
    for (const {
      name,
      origin,
      process: { pid = 0 },
    } of contenders) {
      const before = cpuSeconds(pid);
      const start = performance.now();
      const rate = await run(origin);
      const elapsed = (performance.now() - start) / 1000;
      const done = work === 'download' || work === 'upload' ? bytes : rate * elapsed;
      results.set(`${work} ${name}`, { rate, perCpuSecond: done / (cpuSeconds(pid) - before) });
    }
  return results;
}

function figures(rounds: readonly Round[], memory: ReadonlyMap<string, number>): Figure[] {
  const rows: Figure[] = [];
  const compare = (work: Work, what: string, unit: string, peer: Contender['name'], goal?: number) => {
    for (const [kind, suffix] of [
      ['rate', '/s'],
      ['perCpuSecond', '/s of CPU'],
    ] as const) {
      const [ours, theirs] = (['gateway', peer] as const).map((name) => median(rounds, `${work} ${name}`, kind));
      const scale = unit === 'MB' ? 1e6 : 1;
      const wanted = kind === 'rate' ? goal : undefined;
      rows.push(
        row(`gateway: ${what}, beside ${peer}`, unit + suffix, wanted, (ours ?? 0) / scale, (theirs ?? 0) / scale),
      );
    }
  };
  compare('requests', 'small requests', 'requests', 'configurable-http-proxy', 1.7);
  compare('requests', 'small requests', 'requests', 'nginx');
  compare('messages', 'websocket messages', 'messages', 'nginx', 0.8);
  compare('messages', 'websocket messages', 'messages', 'configurable-http-proxy');
  compare('download', 'download', 'MB', 'nginx', 0.8);
  compare('download', 'download', 'MB', 'configurable-http-proxy');
  compare('upload', 'upload', 'MB', 'nginx', 0.8);
  compare('upload', 'upload', 'MB', 'configurable-http-proxy');
  const [ours = 0, chp = 0] = (['gateway', 'configurable-http-proxy'] as const).map((name) => memory.get(name));
  rows.push(row('gateway: most memory, beside configurable-http-proxy', 'MB', undefined, ours / 1e6, chp / 1e6));
  return rows;
}

function median(rounds: readonly Round[], key: string, kind: keyof Measured): number {
  const values = rounds.map((round) => round.get(key)?.[kind] ?? 0).toSorted((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}

function row(figure: string, unit: string, goal: number | undefined, ours: number, peer: number): Figure {
  const ratio = Math.round((ours / peer) * 100) / 100;
  const wanted = goal === undefined ? '' : `${goal} of the peer`;
  return {
    figure,
    unit,
    goal: wanted,
    ours: Math.round(ours),
    peer: Math.round(peer),
    ratio,
    met: ratio >= (goal ?? 0),
  };
}

/** Processor time of a process so far: fields 14 and 15 of its stat, in hundredths of a second. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function requestsPerSecond(origin: string, seconds: number): Promise<number> {
  const { stdout } = await run('wrk', [
    ...['-t', '1', '-c', '50', '-d', `${seconds}s`, '-H', `Cookie: ${cookie}`],
    `${origin}/user/alice/files/small`,
  ]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`requests failed:\n${stdout}`);
  return Math.round(Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]));
}

/** Echoes of 100 bytes on 20 websockets, 8 underway on each. */
async function messagesPerSecond(origin: string, seconds: number): Promise<number> {
  const payload = Buffer.alloc(100, 'x');
  let echoed = 0;
  const clients = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const client = new WebSocket(`${origin.replace('http', 'ws')}/user/alice/stoa/echo`, { headers: { cookie } });
      await once(client, 'open');
      client.on('message', () => {
        echoed++;
        client.send(payload);
      });
      return client;
    }),
  );
  for (const client of clients) for (let i = 0; i < 8; i++) client.send(payload);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const before = echoed;
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const rate = ((echoed - before) / (performance.now() - start)) * 1000;
  for (const client of clients) client.terminate();
  return Math.round(rate);
}

async function curlSpeed(kind: 'download' | 'upload', args: readonly string[]): Promise<number> {
  const { stdout } = await run('curl', ['-sSf', '-H', `Cookie: ${cookie}`, '-w', `%{speed_${kind}}`, ...args]);
  return Number(stdout);
}

function mostMemory(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Small answers and a large file, from a server that is faster than all contenders. */
async function startBackend(folder: string, bytes: number, children: ChildProcess[]): Promise<{ port: number }> {
  const files = join(folder, 'files');
  await mkdir(files);
  await writeFile(join(files, 'big'), '');
  await truncate(join(files, 'big'), bytes);
  await chmod(folder, 0o755);
  const port = await freePort();
  await nginx(folder, 'backend', children, {
    port,
    server: `
      listen unix:${folder}/files.sock;
      location = /user/alice/files/small { default_type text/plain; return 200 "${'x'.repeat(100)}"; }
      location = /user/alice/files/content { default_type application/octet-stream; alias ${files}/big; }`,
  });
  return { port };
}

async function startNginx(folder: string, children: ChildProcess[]): Promise<Contender> {
  const port = await freePort();
  const forward = `proxy_http_version 1.1; proxy_buffering on; proxy_request_buffering off; proxy_max_temp_file_size 0;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;`;
  const process = await nginx(folder, 'proxy', children, {
    port,
    http: `
      map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
      upstream files { server unix:${folder}/files.sock; keepalive 64; }
      upstream workspace { server unix:${folder}/workspace.sock; keepalive 64; }`,
    server: `
      location /user/alice/files/ { proxy_pass http://files; ${forward} }
      location /user/alice/stoa/ { proxy_pass http://workspace; ${forward} }`,
  });
  return { name: 'nginx', origin: `http://127.0.0.1:${port}`, process };
}

async function nginx(
  folder: string,
  name: string,
  children: ChildProcess[],
  { port, http = '', server }: { port: number; http?: string; server: string },
): Promise<ChildProcess> {
  const file = join(folder, `${name}.conf`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${name}-${kind};`,
  );
  await writeFile(
    file,
    `daemon off; master_process off; worker_processes 1; pid ${folder}/${name}.pid; error_log ${folder}/${name}.log;
     events { worker_connections 4096; }
     http { access_log off; sendfile on; tcp_nodelay on; client_max_body_size 0; keepalive_requests 1000000000;
       ${temporary.join(' ')} ${http}
       server { listen 127.0.0.1:${port}; ${server} } }`,
  );
  const child = spawn('nginx', ['-e', `${folder}/${name}.log`, '-c', file], { stdio: 'ignore' });
  children.push(child);
  await answers(port);
  return child;
}

/** Echoes websocket messages and swallows uploads. */
async function startEcho(folder: string, children: ChildProcess[]): Promise<{ port: number }> {
  const child = spawn(process.execPath, [self, '--echo', join(folder, 'workspace.sock')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return { port: Number(await firstLine(child)) };
}

async function serveEcho(socketPath: string): Promise<void> {
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on('connection', (client) => client.on('message', (data, binary) => client.send(data, { binary })));
  const make = () => {
    const server = createServer((req, res) => {
      req.resume();
      req.once('end', () => res.setHeader('content-type', 'text/plain').end('taken'));
    });
    server.on('upgrade', (req, socket, head) =>
      sockets.handleUpgrade(req, socket, head, (client) => sockets.emit('connection', client, req)),
    );
    return server;
  };
  make().listen(socketPath);
  const open = make().listen(0, '127.0.0.1');
  await once(open, 'listening');
  console.log((open.address() as AddressInfo).port);
}

async function startOurs(folder: string, children: ChildProcess[], ends: (() => unknown)[]): Promise<Contender> {
  const replica = new Replica();
  replica.set('account', 'alice', { uid: 20_000, label: 'alice', suspended: false });
  replica.set('credential', createHash('sha256').update(secret).digest('hex'), {
    ...{ account: 'alice', uid: 20_000, label: 'alice', administrator: false, via: 'session', credentialId: 'bench' },
    ...{ scopes: ['all'], expiresAt: null, mustChangePassword: false },
  });
  for (const kind of ['workspace', 'files'])
    replica.set('route', `alice ${kind}`, { socket: join(folder, `${kind}.sock`), taskId: kind });
  const app = Fastify({ forceCloseConnections: true });
  replicaRoutes(app, replica, {
    ensureTarget: () => Promise.reject(new Error('nothing to start')),
    used: () => {},
  });
  const controlSocket = join(folder, 'control.sock');
  await app.listen({ path: controlSocket });
  ends.push(() => app.close());
  const options = { controlSocket, runDir: folder, webDir: join(folder, 'web') };
  const child = spawn(process.execPath, [self, '--serve', JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  const port = Number(await firstLine(child));
  while (replica.followers === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await replica.taken(replica.revision, AbortSignal.timeout(5_000));
  return { name: 'gateway', origin: `http://127.0.0.1:${port}`, process: child };
}

async function serveOurs(given: { controlSocket: string; runDir: string; webDir: string }): Promise<void> {
  const { addresses } = await startGateway({
    listen: [{ host: '127.0.0.1', port: 0 }],
    publicUrl: '',
    contentHostSuffix: null,
    log: { level: 'info' },
    ...given,
  });
  console.log(addresses[0]?.port);
}

async function startChp(files: number, workspace: number, children: ChildProcess[]): Promise<Contender> {
  const program = await configurableHttpProxy();
  const [port, api] = [await freePort(), await freePort()];
  const child = spawn(
    process.execPath,
    [
      ...[program, '--ip', '127.0.0.1', '--port', String(port), '--api-ip', '127.0.0.1', '--api-port', String(api)],
      ...['--default-target', `http://127.0.0.1:${files}`, '--log-level', 'error'],
    ],
    { stdio: 'ignore' },
  );
  children.push(child);
  await answers(api);
  const added = await fetch(`http://127.0.0.1:${api}/api/routes/user/alice/stoa`, {
    method: 'POST',
    body: JSON.stringify({ target: `http://127.0.0.1:${workspace}` }),
  });
  if (added.status !== 201) throw new Error(`configurable-http-proxy took no route: ${added.status}`);
  return { name: 'configurable-http-proxy', origin: `http://127.0.0.1:${port}`, process: child };
}

async function freePort(): Promise<number> {
  const server = createNetServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers at port ${port}`);
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the process has no output to read');
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk).trim();
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

if (process.argv[1] === self) {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '3' },
      bytes: { type: 'string', default: String(2 ** 30) },
      serve: { type: 'string' },
      echo: { type: 'string' },
    },
  });
  if (values.serve !== undefined) await serveOurs(JSON.parse(values.serve));
  else if (values.echo !== undefined) await serveEcho(values.echo);
  else console.table(await benchGateway({ seconds: Number(values.seconds), bytes: Number(values.bytes) }));
}
