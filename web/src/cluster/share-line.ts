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

/** What the whole width of the bars stands for: the highest limit, or somewhat more than the longest bar without one. */
export function wholeOf(lines: readonly ShareLine[], total: number): number {
  const most = Math.max(0, ...lines.map(({ used, guarantee, fair }) => Math.max(used, guarantee ?? 0, fair ?? 0)));
  const whole = Math.max(Math.min(total, most * 1.25), most, ...lines.map(({ limit }) => limit ?? 0));
  return whole > 0 ? whole : Math.max(total, 1);
}
