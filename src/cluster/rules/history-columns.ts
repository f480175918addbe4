import type { ClusterHistory } from '../contract.ts';
import type { HistoryPoint, Pair } from '../measure/history-point.ts';

const mostColumns = 288;
const mostRoles = 7;

/**
 * Points of a time as columns, so few that a page can draw them: of several that fall together the last one counts, and all
 * of what was preempted. The groups that used most are named, as far as `seen` knows them; all others are one.
 */
export function historyColumns(
  points: readonly HistoryPoint[],
  shortestStep: number,
  seen: (group: string) => string | null,
): ClusterHistory {
  const span = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
  const stepMilliseconds = Math.max(1, Math.ceil(span / mostColumns / shortestStep)) * shortestStep;
  const steps = [...Map.groupBy(points, ({ at }) => Math.floor(at / stepMilliseconds)).values()];
  const columns = steps.flatMap((step): HistoryPoint[] => {
    const last = step.at(-1);
    return last === undefined ? [] : [{ ...last, preempted: step.reduce((sum, { preempted }) => sum + preempted, 0) }];
  });
  const named = namedGroups(columns, seen);
  const all = columns.map(({ groups }) => byName(groups, named));
  const rows = [...named, null].filter((role) => role !== null || all.some((one) => one.has(null)));
  return {
    stepMilliseconds,
    times: columns.map(({ at }) => at),
    total: { cpus: columns.map(({ total }) => total[0]), memory: columns.map(({ total }) => total[1]) },
    roles: rows.map((role) => ({
      role,
      cpus: all.map((one) => one.get(role)?.[0] ?? 0),
      memory: all.map((one) => one.get(role)?.[1] ?? 0),
    })),
    measured: { cpus: columns.map(({ measured }) => measured[0]), memory: columns.map(({ measured }) => measured[1]) },
    running: columns.map(({ running }) => running),
    waiting: columns.map(({ waiting }) => waiting),
    preempted: columns.map(({ preempted }) => preempted),
  };
}

/** Those that used most over all. */
function namedGroups(points: readonly HistoryPoint[], seen: (group: string) => string | null): string[] {
  const sums = new Map<string, number>();
  for (const { groups, total } of points)
    for (const [group, [cpus, memory]] of Object.entries(groups))
      if (seen(group) !== null)
        sums.set(group, (sums.get(group) ?? 0) + cpus / Math.max(1e-9, total[0]) + memory / Math.max(1e-9, total[1]));
  const largest = [...sums].sort((a, b) => b[1] - a[1]).slice(0, mostRoles);
  return largest.map(([group]) => group).sort();
}

function byName(groups: HistoryPoint['groups'], named: readonly string[]): Map<string | null, Pair> {
  const sums = new Map<string | null, Pair>();
  for (const [group, [cpus, memory]] of Object.entries(groups)) {
    const name = named.includes(group) ? group : null;
    const [moreCpus, moreMemory] = sums.get(name) ?? [0, 0];
    sums.set(name, [cpus + moreCpus, memory + moreMemory]);
  }
  return sums;
}
