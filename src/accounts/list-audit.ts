import type { Context } from '../platform/index.ts';
import { afterKey, page } from './rules/cursor.ts';
import { type AuditSearch, auditBefore } from './store/audit.ts';

/** Audit records, the newest first. */
export async function listAudit(
  ctx: Context,
  { limit, after, ...search }: AuditSearch & { readonly limit: number; readonly after?: string },
) {
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(afterKey(after)) || 0;
  const found = await auditBefore(ctx, search, before, limit + 1);
  return page(found, limit, ({ sequence }) => String(sequence));
}
