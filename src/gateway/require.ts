import { common } from '../platform/index.ts';
import { refusals } from './problems.ts';
import type { Credential } from './replica/entries.ts';
import { isOwnPage, isSafe } from './rules/origin.ts';
import type { RequestHead } from './rules/request-head.ts';
import { readTenantRoute, type TenantRoute } from './rules/tenant-route.ts';
import type { Visit } from './visit.ts';

/**
 * Finds out who asks, if anybody, and notes it on the visit. Inside a sandbox everything needs a credential, and only
 * those of its own account are good.
 */
export function identify(
  visit: Visit,
  head: Pick<RequestHead, 'authorization' | 'cookie'> = visit.head,
): Credential | undefined {
  const { edge, door } = visit;
  const shown = edge.credentials.read(head, visit.path.token);
  const credential = shown && edge.copy.credential(shown.key);
  if (door.inside !== undefined) {
    if (!credential)
      throw common['not-signed-in']('Show the token of this workspace: the file that $STOA_TOKEN_FILE names holds it.');
    if (credential.account !== door.inside) throw refusals['not-your-credential']();
  }
  visit.credentialKey = shown?.key;
  visit.account = credential?.account;
  return credential;
}

/**
 * Lets through who may use the server behind `/user/<name>/…`: the account itself, and nobody else, for whom it does
 * not exist. Throws the problem that fits otherwise.
 */
export function requireTenant(visit: Visit): { who: Credential; to: TenantRoute } {
  const { edge, req } = visit;
  const who = requireAccount(visit);
  const to = readTenantRoute(visit.path.path);
  if (to?.account !== who.account) throw common['not-found']();
  requireScope(who, req.method, req.headers.upgrade !== undefined);
  if (!isSafe(req.method)) requireOwnPage(visit);
  if (visit.credentialKey !== undefined) edge.uses.note({ key: visit.credentialKey, remote: visit.remote });
  return { who, to };
}

/** Lets through who has shown a credential that is good now. */
export function requireAccount(visit: Visit, head?: Pick<RequestHead, 'authorization' | 'cookie'>): Credential {
  const { state } = visit.edge.copy;
  if (state === 'empty') throw common['not-ready']();
  if (state === 'stale') throw refusals['control-away']('Sessions can no longer be trusted until it is back.');
  const who = identify(visit, head);
  if (!who) throw common['not-signed-in']();
  if (who.mustChangePassword) throw common.forbidden('Change the one-time password first.');
  return who;
}

/** What a browser adds by itself proves nothing about the page that asks: that page must be the platform's own. */
export function requireOwnPage(visit: Visit): void {
  const { edge, head } = visit;
  if (head.authorization !== undefined || visit.path.token !== undefined) return;
  if (!isOwnPage(head, ownOrigin(visit))) throw common['wrong-origin'](`Ask from a page of ${edge.publicOrigin}.`);
}

/** Scheme and host under which this request came; inside a sandbox there is no encryption. */
export function ownOrigin({ edge, head, door }: Visit): string {
  if (door.inside !== undefined) return `http://${head.host}`;
  const host = head.host.toLowerCase();
  return host === edge.publicHost ? edge.publicOrigin : `${edge.secure ? 'https' : 'http'}://${host}`;
}

export function requireScope({ scopes }: Credential, method: string | undefined, upgrade: boolean): void {
  if (scopes.includes('all') || scopes.includes('workspace')) return;
  if (scopes.includes('read') && !upgrade && isSafe(method)) return;
  throw common['scope-missing']('Using a workspace needs a token with the scope "workspace" or "all".');
}
