import { common } from '../../platform/index.ts';
import { platformCookies } from '../rules/session-secret.ts';
import type { Visit } from '../visit.ts';
import type { Destination } from './destination.ts';
import type { ServerPools } from './pools.ts';
import { controlAway } from './to-tenant.ts';

/** Headers of one hop, which the gateway writes anew for the next. */
const oneHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'x-request-id', 'date']);

/** The platform's API. Control proves the credential itself; the gateway says from where the request came. */
export function toControl(visit: Visit): Destination {
  const { edge, head } = visit;
  const cookies = head.cookie === undefined ? undefined : platformCookies(head.cookie);
  if (cookies !== undefined) head.forward.push('cookie', cookies);
  return toControlAt(visit, visit.path.clean, edge.toControl);
}

/** The same without cookies, at another address of control. */
export function toControlAt(visit: Visit, to: string, pools: ServerPools): Destination {
  const { edge, head, id, remote } = visit;
  const headers = head.forward;
  if (head.authorization !== undefined) headers.push('authorization', head.authorization);
  if (head.origin !== undefined) headers.push('origin', head.origin);
  headers.push('host', head.host, 'x-stoa-remote', remote, 'x-request-id', id);
  return {
    path: to,
    headers,
    bodyLimitBytes: edge.limits.controlBodyBytes,
    waitMs: edge.limits.controlRestartMs,
    questionMs: edge.limits.controlQuestionMs,
    find: () => pools,
    show(status, found) {
      const shown: string[] = ['x-content-type-options', 'nosniff'];
      for (const name in found) {
        const value = found[name];
        if (value === undefined || oneHop.has(name)) continue;
        if (Array.isArray(value)) for (const each of value) shown.push(name, each);
        else shown.push(name, value);
      }
      return { status, headers: shown };
    },
    absent: () => controlAway(),
    interrupted: () => controlAway(),
    unfit: (cause) => common['internal-error']({ cause }),
  };
}
