import type { Context } from '../platform/index.ts';
import type { SessionEntry } from './contract.ts';
import type { Parts } from './parts.ts';
import { afterKey, page } from './rules/cursor.ts';
import { sessionEnd } from './rules/session-lifetime.ts';
import { findSessions } from './store/sessions.ts';

/** The own sessions, the oldest first. */
export async function listSessions(
  ctx: Context,
  { options: { lifetimes } }: Parts,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<{ items: SessionEntry[]; next: string | null }> {
  const { account, credentialId } = ctx.caller();
  const found = await findSessions(ctx, account, limit + 1, afterKey(after));
  const { items, next } = page(found, limit, ({ id }) => id);
  const now = ctx.now();
  return {
    items: items.map(({ id, created_at: createdAt, seen_at, longest_until, remote, client }) => {
      const current = id === credentialId;
      const seenAt = current ? now : seen_at;
      return {
        id,
        current,
        createdAt,
        seenAt,
        expiresAt: sessionEnd(seenAt, longest_until, lifetimes),
        remote,
        client,
      };
    }),
    next,
  };
}
