import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../platform/index.ts';
import type { AuditRecord } from './contract.ts';
import { type AuditSearch, auditAfter } from './store/audit.ts';

const batch = 500;
const lookEveryMilliseconds = 500;

/** Audit records, the oldest first; with `follow` it stays and gives new ones as they come, until somebody ends it. */
export async function* followAudit(
  ctx: Pick<Context, 'read' | 'signal'>,
  { after = 0, follow, ...search }: AuditSearch & { readonly after?: number; readonly follow: boolean },
  closing: AbortSignal,
): AsyncGenerator<AuditRecord> {
  const ended = AbortSignal.any([ctx.signal, closing]);
  let last = after;
  while (!ended.aborted) {
    const records = await auditAfter(ctx, search, last, batch);
    yield* records;
    last = records.at(-1)?.sequence ?? last;
    if (records.length === batch) continue;
    if (!follow) return;
    await wait(lookEveryMilliseconds, undefined, { signal: ended }).catch(() => undefined);
  }
}
