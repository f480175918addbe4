import type { Identity } from './identity.ts';
import { isUnsafe, type Operation } from './operation.ts';
import { common } from './problem.ts';

/**
 * Who may do something, as a named sentence. `hidden`: to this caller the thing does not exist (404).
 * `anonymous` marks the few that need no sign-in.
 */
export type Verdict = 'yes' | 'no' | 'hidden';
export type Policy = (who: Identity, params: Readonly<Record<string, string>>) => Verdict;
export type Policies = Readonly<Record<string, Policy | 'anonymous'>>;

export const platformPolicies = {
  'everybody, signed in or not': 'anonymous',
  'be signed in': () => 'yes',
  'be an administrator': (who) => (who.administrator ? 'yes' : 'no'),
} satisfies Policies;

/** Throws the problem that fits when the caller may not; returns the policy's decision otherwise. */
export function checkPolicy(
  policies: Policies,
  operation: Operation,
  who: Identity | undefined,
  params: Readonly<Record<string, string>>,
): void {
  const policy = policies[operation.policy];
  if (policy === undefined) throw new Error(`operation "${operation.summary}" names no known policy`);
  if (policy === 'anonymous') return;
  if (!who) throw common['not-signed-in']();
  if (who.mustChangePassword && operation.policy !== 'change the own password' && operation.path !== '/api/session')
    throw common.forbidden('Change the one-time password first.');
  requireScope(who, operation);
  const verdict = policy(who, params);
  if (verdict === 'no') throw common.forbidden();
  if (verdict === 'hidden') throw common['not-found']();
}

/** What a token of scope `workspace` may do in the platform itself. */
const workspacePolicies = new Set(['use the own workspace', 'see the workspace', 'use the cluster', 'see the cluster']);

function requireScope(who: Identity, operation: Operation): void {
  if (who.scopes.includes('all')) return;
  if (!isUnsafe(operation.method) && who.scopes.includes('read')) return;
  if (workspacePolicies.has(operation.policy) && who.scopes.includes('workspace')) return;
  if (operation.path === '/api/session' && operation.method === 'GET') return;
  throw common['scope-missing'](
    `This token has the scopes ${who.scopes.join(', ')}; "${operation.summary}" needs more.`,
  );
}
