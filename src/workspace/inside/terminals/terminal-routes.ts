import { cleanPath } from '../documents/places.ts';
import { readJson, sendJson, sendNothing, textField } from '../http/body.ts';
import { badRequest, notFound } from '../http/errors.ts';
import type { Router } from '../http/router.ts';
import { acceptWebSocket } from '../http/websocket.ts';
import type { Terminal } from './terminal.ts';
import type { Terminals } from './terminals.ts';

/** `/api/terminals` and `/terminals/websocket/<name>`. */
export function addTerminalRoutes(router: Router, terminals: Terminals): void {
  router.on('GET', '/api/terminals', ({ response }) => sendJson(response, 200, terminals.list().map(model)));
  router.on('POST', '/api/terminals', async ({ request, response }) => {
    const body = await readJson(request);
    const name = textField(body, 'name');
    if (name !== null && !/^[\w-]{1,64}$/.test(name)) throw badRequest('A terminal is named by letters and digits.');
    const existing = name === null ? null : terminals.get(name);
    const folder = cleanPath(textField(body, 'cwd') ?? '');
    sendJson(response, 200, model(existing ?? (await terminals.create(name, folder))));
  });
  router.on('GET', '/api/terminals/:name', ({ response, params }) =>
    sendJson(response, 200, model(named(terminals, params.name))),
  );
  router.on('DELETE', '/api/terminals/:name', ({ response, params }) => {
    named(terminals, params.name).end();
    sendNothing(response);
  });
  router.onUpgrade('/terminals/websocket/:name', async (upgrade) => {
    const terminal = await terminals.view(upgrade.params.name ?? '');
    if (terminal === null) throw notFound(`Terminal not found: ${upgrade.params.name}`);
    terminal.view(await acceptWebSocket(upgrade));
  });
}

function model(terminal: Terminal): { name: string; last_activity: string } {
  return { name: terminal.name, last_activity: terminal.lastActivity };
}

function named(terminals: Terminals, name: string | undefined): Terminal {
  const terminal = terminals.get(name ?? '');
  if (terminal === null) throw notFound(`Terminal not found: ${name}`);
  return terminal;
}
