import type { Role } from '../../../src/cluster/contract.ts';

/** What a role has of one kind; null: there is none. */
export interface ShareLine {
  readonly used: number;
  readonly guarantee: number | null;
  readonly fair: number | null;
  readonly limit: number | null;
}

type Amounts = Pick<Role, 'used' | 'guarantee' | 'limit' | 'fairShare'>;

/** The fair share is a part of the cluster, so of each kind it is that part of the total. */
export function shareLine(role: Amounts, kind: 'cpus' | 'memory', total: number): ShareLine {
  const digits = kind === 'cpus' ? 100 : 1;
  return {
    used: role.used[kind],
    guarantee: role.guarantee[kind] ?? null,
    fair: Math.round(role.fairShare * total * digits) / digits,
    limit: role.limit[kind] ?? null,
  };
}

/** What the whole width of the bars stands for: all of the cluster, unless limits end before it. */
export function wholeOf(lines: readonly ShareLine[], total: number): number {
  let most = 0;
  for (const { used, guarantee, fair, limit } of lines)
    most = Math.max(most, used, guarantee ?? 0, fair ?? 0, limit ?? total);
  return most > 0 ? most : Math.max(total, 1);
}
