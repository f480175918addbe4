import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { StaleBatch } from '../database/command.ts';
import { WriteFailed } from '../database/writer.ts';
import type { Identity } from '../identity.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../log.ts';
import { isUnsafe, type Operation } from '../operation.ts';
import { checkPolicy } from '../policy.ts';
import { common, Problem } from '../problem.ts';
import { auditEntry } from './audit-entry.ts';
import { headerText, plainHeaders, plainParams } from './plain-request.ts';
import { RefusalBrake } from './refusal-brake.ts';
import { requestContext } from './request-context.ts';
import { Answer, type Input, type Route } from './route.ts';
import type { ServerParts } from './server-parts.ts';
import { sendEvents, sendLines } from './streams.ts';
import { parser } from './validate.ts';

const staleTries = 20;

/** Serves operations over HTTP: parse, identify, check the policy, run, answer or explain. */
export function createServer(parts: ServerParts, routes: readonly Route[]): FastifyInstance {
  const app = Fastify({
    loggerInstance: parts.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: parts.bodyLimitBytes,
    genReqId: (request) => headerText(request.headers['x-request-id']) ?? newId(parts.clock.now()),
    requestTimeout: 0,
    // Streams of events and of the replica never end by themselves.
    forceCloseConnections: true,
    keepAliveTimeout: 75_000,
    routerOptions: { maxParamLength: 500 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  });
  app.removeAllContentTypeParsers();
  // Refuses keys that would reach an object's prototype.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') return done(null, undefined);
    parseJson(request, text.toString(), (error, value) =>
      done(error && common['bad-request']({ detail: 'The body is not valid JSON.', cause: error }), value),
    );
  });
  app.setErrorHandler((error, request, reply) => explain(parts.log, error, request, reply));
  app.setNotFoundHandler((request, reply) => explain(parts.log, common['not-found'](), request, reply));
  const brake = new RefusalBrake((account, unwritten) =>
    parts.log.warn({ account, unwritten }, 'refused requests that are not in the audit'),
  );
  for (const each of routes) serve(app, parts, brake, each);
  return app;
}

function serve(app: FastifyInstance, parts: ServerParts, brake: RefusalBrake, { operation, run }: Route): void {
  const params = operation.params ? parser(operation.params, 'params', true) : undefined;
  const query = operation.query ? parser(operation.query, 'query', true) : undefined;
  const body = operation.body ? parser(operation.body, 'body', false) : undefined;

  app.route({
    method: operation.method,
    url: operation.path,
    handler: async (request, reply) => {
      reply.header('x-request-id', request.id).header('cache-control', 'no-store');
      let who: Identity | undefined;
      try {
        who = await parts.identify(plainHeaders(request), operation.method);
        const given = plainParams(request.params);
        checkPolicy(parts.policies, operation, who, given);
        const input: Input<Operation> = {
          params: params?.(given) ?? {},
          query: query?.(request.query) ?? {},
          body: body?.(request.body ?? {}) ?? {},
        };
        // The request itself closes once its body is read; the reply closes when the caller is gone or has its answer.
        const ended = new AbortController();
        reply.raw.once('close', () => ended.abort());
        const asked = { who, operation, request, signal: ended.signal };
        const result = await runFresh(() => run(requestContext(parts, asked), input));
        return await answer(operation, result, request, reply);
      } catch (error) {
        if (isUnsafe(operation.method)) await auditRefusal(parts, brake, who, operation, request, error);
        throw error;
      }
    },
  });
}

/** Runs a use case again when what it read has changed before it could commit. */
async function runFresh(run: () => Promise<unknown>): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof StaleBatch)) throw error;
      if (tries === staleTries) throw common.conflict({ cause: error });
    }
  }
}

async function answer(operation: Operation, result: unknown, request: FastifyRequest, reply: FastifyReply) {
  if (operation.stream === 'events') return sendEvents(request, reply, result as AsyncIterable<never>);
  if (operation.stream === 'lines') return sendLines(reply, result as AsyncIterable<unknown>);
  reply.code(operation.status ?? 200);
  if (!(result instanceof Answer)) return reply.send(result ?? null);
  return reply.headers(result.headers).send(result.body ?? null);
}

async function auditRefusal(
  parts: ServerParts,
  brake: RefusalBrake,
  who: Identity | undefined,
  operation: Operation,
  request: FastifyRequest,
  error: unknown,
): Promise<void> {
  // What nobody at all is refused changes nothing, and would let anybody fill the trail.
  if (operation.audit === false || !who) return;
  const written = brake.take(who.account, parts.clock.now());
  if (written === 'counted') return;
  const code = error instanceof Problem ? error.code : 'internal-error';
  const entry = auditEntry(parts, who, operation, request, written === 'last' ? 'too-many-requests' : code);
  await parts.database.commit([parts.audit(entry)]).catch((cause) => parts.log.error({ cause }, 'audit record lost'));
}

function explain(log: Logger, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = asProblem(error);
  if (problem.status >= 500) log.error({ err: error, requestId: request.id, url: pathOnly(request.url) }, problem.code);
  const { retryAfterSeconds } = problem.extra;
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds);
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .header('x-request-id', request.id)
    .send(JSON.stringify({ ...problem.toJSON(), requestId: request.id }));
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return common['not-json']();
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return common['too-large']();
  if (error instanceof WriteFailed && error.diskFull)
    return common['disk-full']({
      detail:
        'Nothing was changed: the platform could not store it. An administrator has to make room on the disk of its ' +
        'data folder; it goes on by itself then.',
      cause: error,
    });
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status === 'number' && status >= 400 && status < 500)
    return common['bad-request']({ detail: error instanceof Error ? error.message : 'Bad request', cause: error });
  return common['internal-error']({ cause: error });
}

function pathOnly(url: string): string {
  return url.split('?', 1)[0] ?? '';
}
