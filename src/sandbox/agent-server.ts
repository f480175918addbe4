import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { AgentError, type AgentErrorCode } from './agent-error.ts';
import type { AgentPort } from './agent-port.ts';
import type { Log } from './options.ts';
import { hasRootRights } from './root-rights.ts';
import { parseLogPlace } from './rules/log-place.ts';
import {
  parseGroup,
  parseLimits,
  parseResize,
  parseTaskSpec,
  parseTenant,
  parseTenantName,
  parseVolumeId,
} from './rules/task-spec.ts';
import { parseWorkPlace, parseWorkRange } from './rules/work-place.ts';

const statusOf: Record<AgentErrorCode, number> = {
  'bad-task': 400,
  'task-not-found': 404,
  'agent-unreachable': 503,
  'stale-epoch': 409,
  'rung-too-low': 409,
  'one-account-only': 409,
  'home-unavailable': 503,
  'disk-full': 507,
  'volume-in-use': 409,
  'agent-failed': 500,
};

type Body = Record<string, unknown>;
type Handler = (id: string, url: URL, body: Body) => Promise<unknown>;

/** The agent's port as JSON over HTTP on a unix socket that control alone can open. */
export async function serveAgent(
  agent: AgentPort,
  socketPath: string,
  control: { uid: number; gid: number },
  checkEpoch: (epoch: number) => void,
  log: Log,
): Promise<Server> {
  const handlers: Record<string, Handler> = {
    'POST /tasks': (_id, _url, body) => agent.launch(parseTaskSpec(body)),
    'GET /samples': () => agent.samples(),
    'GET /resources': () => agent.resources(),
    'GET /tasks': () => agent.list(),
    'GET /tasks/:id': (id) => agent.state(id),
    'POST /tasks/:id/stop': (id, _url, body) =>
      agent.stop(id, typeof body.graceSeconds === 'number' ? body.graceSeconds : undefined),
    'POST /tasks/:id/resize': async (id, _url, body) => ({ done: await agent.resize(id, parseResize(body)) }),
    'GET /tasks/:id/usage': (id) => agent.usage(id),
    'POST /tasks/:id/forget': async (id) => ({ known: await agent.forget(id) }),
    'GET /tasks/:id/log-part': async (id, url) => asText(await agent.readLog(id, parseLogPlace(url))),
    'GET /tasks/:id/log': (id, url) => agent.log(id, Number(url.searchParams.get('maxBytes') ?? 16_384)),
    'POST /tasks/:id/signal': async (id, _url, { processName, signal }) => ({
      found: await agent.signalProcess(id, String(processName), parseSignal(signal)),
    }),
    'POST /work/list': async (_id, _url, body) => agent.listWork(parseWorkPlace(body)),
    'POST /work/read': async (_id, _url, body) =>
      asText(await agent.readWork(parseWorkPlace(body), parseWorkRange(body))),
    'GET /probe': () => agent.probe(),
    'POST /groups': async (_id, _url, body) => ({ done: await agent.ensureGroup(parseGroup(body)) }),
    'POST /homes/release': async (_id, _url, { tenant }) => ({
      released: await agent.releaseHome(parseTenantName(tenant)),
    }),
    'POST /volumes/remove': async (_id, _url, { volume }) => {
      await agent.removeVolume(parseVolumeId(volume));
      return { done: true };
    },
    'POST /homes': async (_id, _url, { tenant, limits }) => ({
      done: await agent.ensureHome(parseTenant(tenant), parseHomeLimits(limits)),
    }),
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://agent');
    if (request.method === 'GET' && url.pathname === '/events') return sendEvents(agent, url, response);
    const [, id] = /^\/tasks\/([^/]+)/.exec(url.pathname) ?? [];
    const route = `${request.method} ${id ? url.pathname.replace(id, ':id') : url.pathname}`;
    if (id && route === 'GET /tasks/:id/log-follow') return sendLog(agent, decodeURIComponent(id), url, response);
    const handler = handlers[route];
    if (!handler) return send(response, 404, { code: 'task-not-found', detail: `The agent has no ${route}.` });
    if (request.method !== 'GET') checkEpoch(parseEpoch(request));
    const result = await handler(decodeURIComponent(id ?? ''), url, await readBody(request));
    if (result === undefined)
      return send(response, 404, { code: 'task-not-found', detail: 'The agent has no such task.' });
    if (typeof result === 'string') return response.writeHead(200, { 'content-type': 'text/plain' }).end(result);
    send(response, 200, result);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => {
      const error = cause instanceof AgentError ? cause : undefined;
      if (!error) log.error({ err: cause, url: request.url }, 'the agent could not answer');
      if (response.headersSent) return response.destroy();
      const detail = cause instanceof Error ? cause.message : String(cause);
      const code = error?.code ?? 'agent-failed';
      send(response, statusOf[code], { code, detail, why: error?.why ?? '', fix: error?.fix ?? '' });
    });
  });
  server.requestTimeout = 0;
  mkdirSync(dirname(socketPath), { recursive: true, mode: 0o700 });
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  chmodSync(socketPath, 0o660);
  if (hasRootRights()) {
    chownSync(socketPath, 0, control.gid);
    chownSync(dirname(socketPath), 0, control.gid);
    chmodSync(dirname(socketPath), 0o710);
  }
  return server;
}

/** Who does not say is older than all who do. */
function parseEpoch({ headers }: IncomingMessage): number {
  const said = headers['stoa-epoch'];
  if (said === undefined) return 0;
  if (typeof said === 'string' && /^\d{1,15}$/.test(said)) return Number(said);
  throw new AgentError('bad-task', 'The epoch of an order is a whole number.');
}

function parseSignal(value: unknown): 'SIGINT' | 'SIGTERM' | 'SIGKILL' {
  if (value === 'SIGINT' || value === 'SIGTERM' || value === 'SIGKILL') return value;
  throw new AgentError('bad-task', 'The signal must be SIGINT, SIGTERM or SIGKILL.');
}

function parseHomeLimits(value: unknown): { diskBytes: number; files: number } {
  const home = typeof value === 'object' ? value : {};
  return parseLimits({ memoryBytes: 2 ** 30, cpus: 1, processes: 100, scratchBytes: 2 ** 20, ...home });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
  response.end(JSON.stringify(body));
}

const largestBody = 2 ** 20;

async function readBody(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > largestBody) throw new AgentError('bad-task', 'The request is larger than 1 MiB.');
  }
  if (!text) return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body as Body;
  } catch {}
  throw new AgentError('bad-task', 'The request is not a JSON object.');
}

const sendEvents = (agent: AgentPort, url: URL, response: ServerResponse) =>
  sendLines(response, (gone) => agent.events(Number(url.searchParams.get('since') ?? 0), gone));

const sendLog = (agent: AgentPort, id: string, url: URL, response: ServerResponse) =>
  sendLines(response, async function* (gone) {
    for await (const part of agent.followLog(id, parseLogPlace(url), gone)) yield asText(part);
    yield { over: true };
  });

/** Bytes as base64. */
const asText = <Part extends { bytes: Uint8Array }>(part: Part | undefined) =>
  part && { ...part, bytes: Buffer.from(part.bytes).toString('base64') };

/** A line of JSON for each. */
async function sendLines(
  response: ServerResponse,
  lines: (gone: AbortSignal) => AsyncIterable<unknown>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.flushHeaders();
  for await (const line of lines(gone.signal)) {
    if (!response.write(`${JSON.stringify(line)}\n`)) await drained(response, gone.signal);
  }
  response.end();
}

const drained = (response: ServerResponse, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    response.once('drain', resolve);
    gone.addEventListener('abort', () => resolve(), { once: true });
  });
