import { type ClusterParts, everything } from '../cluster-parts.ts';
import { nothing, plus } from '../rules/resources.ts';
import { groupOf } from '../rules/role-views.ts';
import { told } from '../rules/say/kinds.ts';

/** How the cluster was at a time. Cores and bytes, as `[cores, bytes]`. */
export interface HistoryPoint {
  readonly at: number;
  readonly total: Pair;
  readonly groups: Readonly<Record<string, Pair>>;
  readonly measured: readonly [cpus: number | null, memory: number | null];
  readonly running: number;
  readonly waiting: number;
  /** Since the point before. */
  readonly preempted: number;
}

export type Pair = readonly [cpus: number, memory: number];

export function pointOf(parts: ClusterParts, before: number, at: number): HistoryPoint {
  const { agents, measures, preemptions } = parts;
  const total = told(agents.all().reduce((sum, agent) => plus(sum, agent.total), nothing));
  const groups: Record<string, Pair> = {};
  const running: string[] = [];
  let waiting = 0;
  for (const { id, agent, role, resources } of everything(parts)) {
    if (agent === null) {
      waiting++;
      continue;
    }
    running.push(id);
    const group = groupOf(role);
    const [cpus, memory] = groups[group] ?? [0, 0];
    groups[group] = [cpus + resources.milliCpus / 1000, memory + resources.memory];
  }
  const used = measures.sum(running);
  return {
    ...{ at, total: [total.cpus, total.memory], groups, measured: [used?.cpus ?? null, used?.memory ?? null] },
    ...{ running: running.length, waiting },
    preempted: preemptions.since(at).filter((one) => one.at > before).length,
  };
}
