import { errors } from 'undici';
import { Problem } from '../../platform/index.ts';
import { refusals } from '../problems.ts';
import { showTenantAnswer } from '../rules/tenant-answer.ts';
import type { TenantRoute } from '../rules/tenant-route.ts';
import type { Visit } from '../visit.ts';
import type { Destination } from './destination.ts';

/**
 * The account's own server. It runs as the tenant and may have been replaced by it: it gets no cookie, credential or
 * referrer, and of its answers only data comes back.
 */
export function toTenant(visit: Visit, { account, kind }: TenantRoute): Destination {
  const { edge, path } = visit;
  return {
    path: path.clean,
    headers: tenantHeaders(visit, account),
    waitMs: edge.limits.restartMs,
    find(tries) {
      const target = edge.copy.target(account, kind);
      if (target && (kind === 'workspace' || tries === 0)) return edge.targets.to(target.socket);
      if (kind === 'files') return ensureFiles(visit, account);
      if (tries === 0) return findLate(visit, account);
      throw absentTarget(account, kind);
    },
    show: (status, headers) =>
      showTenantAnswer({ status, headers }, `/user/${account}/`, edge.publicOrigin + path.path),
    absent: () => absentTarget(account, kind),
    interrupted: () => refusals['workspace-interrupted'](interruptedDetail),
    unfit: (cause) => refusals['workspace-answer-refused']({ cause }),
  };
}

const interruptedDetail =
  'It may or may not have done what was asked: look before you try again. It starts again by itself.';

/** Towards a tenant: who asks and under which id, in the place of whatever said so from outside. */
export function tenantHeaders({ edge, head, id }: Visit, account: string): string[] {
  head.forward.push('host', edge.publicHost, 'x-stoa-account', account, 'x-request-id', id);
  return head.forward;
}

export function absentTarget(account: string, kind: TenantRoute['kind']) {
  if (kind === 'files') return refusals['files-not-running']('It did not answer. Try again in a moment.');
  return refusals['workspace-not-running']({
    detail: `Start it on the home page, or with POST /api/workspaces/${account}/start, then try again.`,
    extra: { start: `/api/workspaces/${account}/start` },
  });
}

async function ensureFiles({ edge }: Visit, account: string) {
  try {
    const socket = await edge.control.ensureTarget(account, 'files', edge.ended);
    return edge.targets.to(socket);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (error instanceof errors.HeadersTimeoutError)
      throw refusals['files-not-running']('It is still being started. Try again in a moment.');
    throw controlAway(error);
  }
}

/** The route may be on its way here: read as far as control had decided when this request came. */
async function findLate({ edge }: Visit, account: string) {
  await edge.catchUp();
  const target = edge.copy.target(account, 'workspace');
  if (!target) throw absentTarget(account, 'workspace');
  return edge.targets.to(target.socket);
}

export function controlAway(cause?: unknown) {
  return refusals['control-away']({ detail: 'It is being started again. Try again in a moment.', cause });
}
