import type { ClusterHistory } from '../../../src/cluster/contract.ts';

/** The area of one role, stacked on those before it, as a path in a box of `width` × `height`. */
export interface Band {
  readonly role: string | null;
  readonly path: string;
}

export function historyBands(history: ClusterHistory, kind: 'cpus' | 'memory', width: number, height: number): Band[] {
  const { times, roles, total } = history;
  const most = Math.max(1e-9, ...total[kind]);
  const x = (at: number) => (times.length < 2 ? 0 : (at * width) / (times.length - 1));
  const y = (value: number) => height - (height * Math.min(value, most)) / most;
  const below = times.map(() => 0);
  return roles.map(({ role, [kind]: amounts }) => {
    const lower = below.map((value, at) => `${round(x(at))},${round(y(value))}`).reverse();
    for (const at of times.keys()) below[at] = (below[at] ?? 0) + (amounts[at] ?? 0);
    const upper = below.map((value, at) => `${round(x(at))},${round(y(value))}`);
    return { role, path: `M${upper.join('L')}L${lower.join('L')}Z` };
  });
}

/** What tasks really used, as a path in the same box; times that were not measured are gaps. */
export function measuredPath(
  { measured, total }: ClusterHistory,
  kind: 'cpus' | 'memory',
  width: number,
  height: number,
) {
  const most = Math.max(1e-9, ...total[kind]);
  const values = measured[kind];
  let path = '';
  let pen = 'M';
  for (const [at, value] of values.entries()) {
    if (value !== null)
      path += `${pen}${round((at * width) / (values.length - 1))},${round(height - (height * Math.min(value, most)) / most)}`;
    pen = value === null ? 'M' : 'L';
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
