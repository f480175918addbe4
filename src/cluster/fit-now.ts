import type { QueryOf, ReplyOf } from '../platform/operation.ts';
import { stateOf } from './agents/agents.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { fitNow as operation } from './contract.ts';
import { unreserved } from './reservations/reserve.ts';
import { howMany, nothing } from './rules/resources.ts';

const mostAgents = 100;

/** How many tasks of the size fit beside what runs, most first. What is kept for somebody who waits counts as free, what is reserved
 * for a role does not. */
export function fitNow(
  parts: ClusterParts,
  { cpus, memory, disk }: QueryOf<typeof operation>,
): ReplyOf<typeof operation> {
  const need = { ...nothing, milliCpus: Math.round(cpus * 1000), memory, disk };
  const agents = parts.agents
    .all()
    .filter((agent) => stateOf(agent) === 'active')
    .map(({ id }) => {
      const count = howMany(need, unreserved(parts, id));
      return { agent: id, count: Number.isFinite(count) ? count : 0 };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return { count: agents.reduce((sum, { count }) => sum + count, 0), agents: agents.slice(0, mostAgents) };
}
