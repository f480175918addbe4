import { sendJson } from '../http/body.ts';
import { badRequest } from '../http/errors.ts';
import type { Router } from '../http/router.ts';
import { isObject } from '../kernels/wire.ts';
import type { Recent } from './recent.ts';
import type { Status, StatusParts } from './status.ts';

/** Version of Jupyter Server's REST API that is spoken. */
const jupyterVersion = '2.14.0';

/** `/stoa/status`, `/stoa/recent`, and Jupyter's `/api`, `/api/status`, `/api/me`. */
export function addStatusRoutes(router: Router, parts: StatusParts, status: Status, recent: Recent): void {
  router.on('GET', '/stoa/status', ({ response }) => sendJson(response, 200, status.report()));
  router.on('GET', '/stoa/recent', async ({ response, query }) => {
    const limit = Number(query.get('limit') ?? 50);
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw badRequest('"limit" must be from 1 to 1000.');
    sendJson(response, 200, { notebooks: await recent.list(limit) });
  });

  router.on('GET', '/api', ({ response }) => sendJson(response, 200, { version: jupyterVersion }));
  router.on('GET', '/api/status', ({ response }) =>
    sendJson(response, 200, {
      started: status.startedAt,
      last_activity: status.lastActivity,
      connections: status.clients,
      kernels: parts.kernels.list().length,
    }),
  );
  router.on('GET', '/api/me', ({ response, query }) => {
    const { account } = parts.environment;
    const identity = {
      username: account,
      name: account,
      display_name: account,
      initials: account.slice(0, 2).toUpperCase(),
      avatar_url: null,
      color: null,
    };
    sendJson(response, 200, { identity, permissions: granted(query.get('permissions')) });
  });
}

/** The workspace is the account's own: whatever it asks for, it may. */
function granted(asked: string | null): Record<string, unknown> {
  if (asked === null) return {};
  try {
    const value: unknown = JSON.parse(asked);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw badRequest('permissions should be a JSON dict of {"resource": ["action",]}');
}
