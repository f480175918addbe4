import { stateOf } from './agents/agents.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { ClusterPicture } from './contract.ts';
import { nothing, plus } from './rules/resources.ts';
import { told } from './rules/say/kinds.ts';
import { showAgent } from './show-agent.ts';
import { showRoles } from './show-roles.ts';
import { showPreemption, type Viewer } from './show-task.ts';
import { waitingList } from './waiting-list.ts';

const mostAgents = 500;
const mostWaiting = 100;
const mostPreemptions = 50;

/** The whole cluster as the viewer may see it. */
export function showCluster(parts: ClusterParts, viewer: Viewer): ClusterPicture {
  const now = parts.foundation.clock.now();
  const agents = parts.agents.all();
  const states = { active: 0, draining: 0, deactivated: 0, unreachable: 0 };
  for (const agent of agents) states[stateOf(agent)]++;
  const roles = showRoles(parts, viewer);
  const waiting = waitingList(parts, viewer, mostWaiting);
  const giving = agents.filter((agent) => ['active', 'draining'].includes(stateOf(agent)));
  return {
    at: now,
    total: told(giving.reduce((sum, { total }) => plus(sum, total), nothing)),
    used: told(parts.holdings.whole.resources),
    offered: told(nothing),
    states,
    roles: roles.items.filter(
      ({ used, running, waiting, recorded }) => used.cpus > 0 || running + waiting > 0 || recorded,
    ),
    others: told(roles.others),
    agents: agents.slice(0, mostAgents).map((agent) => showAgent(parts, agent, viewer)),
    agentsInAll: agents.length,
    waiting: waiting.items,
    waitingInAll: waiting.inAll,
    preemptions: parts.preemptions
      .since(now)
      .slice(0, mostPreemptions)
      .map((one) => showPreemption(one, one.loser, viewer)),
    running: parts.holdings.whole.running,
  };
}
