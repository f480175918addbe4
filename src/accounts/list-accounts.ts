import type { Context } from '../platform/index.ts';
import { viewAccount } from './account-view.ts';
import type { Account } from './contract.ts';
import { afterKey, page } from './rules/cursor.ts';
import { countAccounts, searchAccounts } from './store/accounts.ts';

interface Asked {
  readonly limit: number;
  readonly after?: string;
  readonly search?: string;
  readonly group?: string;
}

export async function listAccounts(
  ctx: Context,
  { limit, after, search, group }: Asked,
): Promise<{ items: Account[]; next: string | null; total: number }> {
  const found = await searchAccounts(ctx, { after: afterKey(after), limit, search, group });
  const { items, next } = page(found, limit, ({ name }) => name);
  return { items: items.map(viewAccount), next, total: await countAccounts(ctx) };
}
