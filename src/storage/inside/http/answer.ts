import type { ServerResponse } from 'node:http';
import { endPatiently } from '../../../platform/inside/index.ts';
import { common, type Problem } from '../../../platform/problem.ts';
import { systemProblem } from '../system-problem.ts';

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
  });
  response.end(body);
}

/** Any error as problem details; what is not understood goes to the log, not to the client. */
export function sendProblem(response: ServerResponse, error: unknown): void {
  const problem = systemProblem(error) ?? unexpected(error);
  if (response.headersSent) {
    // Half an answer must not look like a whole one.
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(problem));
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'content-length': body.length,
    'cache-control': 'no-store',
  });
  endPatiently(response.req, response, body);
}

function unexpected(error: unknown): Problem {
  console.error(JSON.stringify({ level: 'error', what: 'unexpected', error: describe(error) }));
  return common['internal-error']({
    detail: 'The files server met something it does not know. Try again.',
    cause: error,
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
