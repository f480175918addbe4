import type { ClusterParts } from '../cluster-parts.ts';

/** What an account's tasks asked for and really used, together. Cores and bytes; null: not measured. */
export interface AccountUsage {
  readonly at: number;
  readonly askedCpus: number;
  readonly askedMemory: number;
  readonly usedCpus: number | null;
  readonly usedMemory: number | null;
}

/** Of each account that has something running now. */
export function accountUsages({ tasks, measures }: ClusterParts, at: number): Map<string, AccountUsage> {
  const found = new Map<string, AccountUsage>();
  for (const { id, agent, account, resources } of tasks.all()) {
    if (agent === null) continue;
    const before = found.get(account);
    const now = measures.latest(id);
    found.set(account, {
      at,
      askedCpus: (before?.askedCpus ?? 0) + resources.milliCpus / 1000,
      askedMemory: (before?.askedMemory ?? 0) + resources.memory,
      usedCpus: add(before?.usedCpus ?? null, now?.cpus ?? null),
      usedMemory: add(before?.usedMemory ?? null, now?.memory ?? null),
    });
  }
  return found;
}

function add(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}
