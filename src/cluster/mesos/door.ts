import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Identity, Problem } from '../../platform/index.ts';
import { answerExecutor } from './executor/executor-api.ts';
import type { Asked, Asking, Reply } from './http/asked.ts';
import { readCredential } from './http/credential.ts';
import { Pace } from './http/pace.ts';
import { Refusal } from './http/refusal.ts';
import { answerLegacy, legacyPaths } from './legacy/legacy-api.ts';
import { operationsOf } from './operations-of.ts';
import { answerOperator } from './operator/operator-api.ts';
import { Watchers } from './operator/watchers.ts';
import type { MesosParts } from './parts.ts';
import { SchedulerApi } from './scheduler/scheduler-api.ts';

export interface MesosDoor extends Omit<MesosParts, 'operate' | 'pace' | 'watchers'> {
  /** Streams of an operator's events, of an account. */
  readonly mostWatchers: number;
  /** Of an account. */
  readonly callsPerSecond: number;
  /** Who has the token in this header; undefined: nobody. */
  identify(authorization: string, remote: string): Promise<Identity | undefined>;
  failed(error: unknown, path: string): void;
}

type Answerer = (asked: Asked) => Promise<Reply | undefined>;

const root = '/mesos';
const executorPath = '/api/v1/executor';

/** Serves Mesos's HTTP API below /mesos; what it returns ends the streams. */
export function openMesosDoor(app: FastifyInstance, given: MesosDoor): () => void {
  const door: MesosParts & MesosDoor = {
    ...given,
    operate: operationsOf(app),
    pace: new Pace(given.callsPerSecond),
    watchers: new Watchers(given.mostWatchers),
  };
  const scheduler = new SchedulerApi(door);
  const routes = new Map<string, Answerer>([
    ['/api/v1', (asked) => answerOperator(door, asked)],
    ['/api/v1/scheduler', (asked) => scheduler.answer(asked)],
    ...legacyPaths.map((path): [string, Answerer] => [path, (asked) => answerLegacy(door, asked, path)]),
  ]);
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
    const serve = (request: FastifyRequest, reply: FastifyReply) => answer(door, routes, request, reply);
    scope.all(root, serve);
    scope.all(`${root}/*`, serve);
  });
  return () => scheduler.close();
}

async function answer(
  door: MesosParts & MesosDoor,
  routes: ReadonlyMap<string, Answerer>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    const asking = read(request, reply);
    const result = await (asking.path === executorPath
      ? answerExecutor(door, asking)
      : answerKnown(door, routes, asking));
    return result === undefined ? reply : send(reply, result);
  } catch (error) {
    if (reply.raw.headersSent) {
      door.failed(error, request.url);
      reply.raw.destroy();
      return reply;
    }
    return send(reply, refusal(door, error, request.url));
  }
}

async function answerKnown(
  door: MesosParts & MesosDoor,
  routes: ReadonlyMap<string, Answerer>,
  asking: Asking,
): Promise<Reply | undefined> {
  const asked = { ...asking, who: await identify(door, asking), again: () => identify(door, asking) };
  await door.pace.turn(asked.who.account, asked);
  const answerer = find(routes, asked.path);
  if (answerer === undefined) throw new Refusal(404, 'There is nothing at this address of the Mesos API');
  return answerer(asked);
}

async function identify(door: MesosDoor, { header, method }: Asking): Promise<Asked['who']> {
  const shown = readCredential(header('authorization') ?? '');
  const who = await door.identify(shown.authorization, header('x-stoa-remote') ?? 'local');
  if (who === undefined || (shown.name !== undefined && shown.name !== who.account))
    throw new Refusal(401, 'Show a token: HTTP Basic with the name of the account and a token, or Bearer', {
      'www-authenticate': 'Basic realm="mesos"',
    });
  if (who.mustChangePassword) throw new Refusal(403, 'Change the one-time password first');
  const may = who.scopes.some((scope) => scope !== 'read' || method === 'GET');
  if (!may)
    throw new Refusal(403, 'This token only reads: the Mesos API takes calls with the scope "workspace" or "all"');
  return who;
}

function read(request: FastifyRequest, reply: FastifyReply): Asking {
  const header = (name: string) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const url = new URL(request.url, 'http://mesos');
  return {
    method: request.method,
    path: url.pathname.slice(root.length),
    query: url.searchParams,
    header,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    takeOver() {
      reply.hijack();
      return reply.raw;
    },
  };
}

/** The longest beginning of the path that has an answerer; `/master` before it and `.json` behind it change nothing. */
function find(routes: ReadonlyMap<string, Answerer>, path: string): Answerer | undefined {
  const from = path.replace(/^\/master(?=\/)/, '').replace(/\.json$/, '');
  for (let at = from; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const answerer = routes.get(at);
    if (answerer !== undefined) return answerer;
  }
  return undefined;
}

function refusal(door: MesosDoor, error: unknown, url: string): Reply {
  if (error instanceof Refusal) return plain(error.status, error.message, error.headers);
  if (error instanceof Problem) return plain(error.status, error.detail);
  door.failed(error, url);
  return plain(500, 'Something went wrong here');
}

function plain(status: number, said: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: said };
}

function send(reply: FastifyReply, { status, headers, body }: Reply): FastifyReply {
  reply.code(status).header('cache-control', 'no-store').headers(headers);
  // As bytes: nothing is to be added to the content type.
  return body === '' ? reply.send() : reply.send(Buffer.from(body));
}
