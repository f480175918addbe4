import type { IncomingMessage } from 'node:http';
import type { Environment } from '../../environment.ts';
import { readJson, sendJson, sendNothing, textField } from '../../http/body.ts';
import { badRequest, notFound } from '../../http/errors.ts';
import type { Call, Router } from '../../http/router.ts';
import { type Contents, copyFrom } from './contents.ts';
import { getOptions } from './get-options.ts';

/** `/api/contents/<path>` and its checkpoints. The path may hold anything, so the ending is looked at here. */
export function addContentsRoutes(router: Router, environment: Environment, contents: Contents): void {
  const location = (path: unknown): Record<string, string> => ({
    location: `${environment.baseUrl}/api/contents/${String(path).split('/').map(encodeURIComponent).join('/')}`,
  });

  router.on('GET', '/api/contents/*', async (call) => {
    const { path, checkpoint } = target(call);
    if (checkpoint !== null) {
      sendJson(call.response, 200, await contents.checkpoints.list(path));
      return;
    }
    sendJson(call.response, 200, await contents.get(path, getOptions(call.query, readerOf(call.request))));
  });

  router.on('PUT', '/api/contents/*', async (call) => {
    const { path } = target(call);
    const body = await readJson(call.request);
    const copied = copyFrom(body);
    if (copied !== null) throw badRequest('Cannot copy with PUT, only POST');
    const { model, created } = await contents.put(path, body, readerOf(call.request));
    sendJson(call.response, created ? 201 : 200, model, created ? location(path) : {});
  });

  router.on('POST', '/api/contents/*', async (call) => {
    const { path, checkpoint } = target(call);
    if (checkpoint !== null) {
      if (checkpoint === '') sendJson(call.response, 201, await contents.checkpoints.make(path));
      else {
        await contents.checkpoints.restore(path, checkpoint);
        sendNothing(call.response);
      }
      return;
    }
    const body = await readJson(call.request);
    const copied = copyFrom(body);
    const wanted = { type: textField(body, 'type') ?? 'file', ext: textField(body, 'ext') ?? '' };
    const model = copied === null ? await contents.create(path, wanted) : await contents.copy(copied, path);
    sendJson(call.response, 201, model, location(model.path));
  });

  router.on('PATCH', '/api/contents/*', async (call) => {
    const { path } = target(call);
    const to = textField(await readJson(call.request), 'path');
    if (to === null) throw badRequest('JSON body missing "path"');
    sendJson(call.response, 200, await contents.move(path, to), location(to));
  });

  router.on('DELETE', '/api/contents/*', async (call) => {
    const { path, checkpoint } = target(call);
    if (checkpoint === '') throw notFound('No such checkpoint.');
    if (checkpoint !== null) await contents.checkpoints.delete(path, checkpoint);
    else await contents.delete(path);
    sendNothing(call.response);
  });
}

/** Splits `<path>/checkpoints[/<id>]`; `checkpoint` is null without that ending, empty without an id. */
function target({ params }: Call): { path: string; checkpoint: string | null } {
  const whole = params['*'] ?? '';
  const found = /^(.*?)\/checkpoints(?:\/([^/]*))?$/.exec(whole);
  return found === null ? { path: whole, checkpoint: null } : { path: found[1] ?? '', checkpoint: found[2] ?? '' };
}

/** Tells clients apart as well as they can be: by the program that they are. */
function readerOf(request: IncomingMessage): string {
  return request.headers['user-agent'] ?? 'unknown';
}
