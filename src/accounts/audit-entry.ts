import type { AuditEntry, Context, Operation } from '../platform/index.ts';

/** The record of what a use case writes down by itself, because it knows better who acts, or on what. */
export function auditOf(
  ctx: Context,
  operation: Operation,
  { account, target, result = 'ok' }: { readonly account?: string; readonly target: string; readonly result?: string },
): AuditEntry {
  return {
    at: ctx.now(),
    account: account ?? ctx.identity?.account,
    credentialId: ctx.identity?.credentialId,
    operation: `${operation.method} ${operation.path}`,
    target,
    remote: ctx.remote,
    requestId: ctx.requestId,
    result,
  };
}
