import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { common } from '../../../platform/problem.ts';
import { sendJson, sendProblem } from './answer.ts';
import { Call } from './call.ts';

/** Gives what is answered as JSON, or nothing where it has written the answer itself. */
export type Handler = (call: Call) => unknown;

export interface Route {
  method: string;
  /** Below the base; `:id` matches one part. */
  path: string;
  status?: number;
  handler: Handler;
}

/**
 * @param account whose files these are: every address begins with `/user/<account>/files`
 * @param ready never rejects; requests wait for it
 */
export function router(
  account: string,
  routes: readonly Route[],
  ready: Promise<unknown>,
  onRequest: (done: Promise<void>) => void,
): RequestListener {
  const base = `/user/${account}/files`;
  const table = routes.map((route) => ({ ...route, pattern: patternOf(route.path) }));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await ready;
      const url = new URL(request.url ?? '/', 'http://files');
      if (!url.pathname.startsWith(`${base}/`)) throw common['not-found']();
      const path = url.pathname.slice(base.length);
      const here = table.filter((route) => route.pattern.test(path));
      const route = here.find((one) => one.method === request.method);
      if (route === undefined) throw here.length === 0 ? common['not-found']() : common['method-not-allowed']();
      const id = route.pattern.exec(path)?.groups?.id ?? '';
      const value = await route.handler(new Call(request, response, base, id, url.searchParams));
      if (value !== undefined) sendJson(response, route.status ?? 200, value);
    } catch (error) {
      if (response.destroyed) return;
      sendProblem(response, error);
    }
  }

  return (request, response) => onRequest(answer(request, response));
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(':id', '(?<id>[A-Za-z0-9-]{1,80})')}$`);
}
