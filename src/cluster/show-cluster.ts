import { stateOf } from './agents/agents.ts';
import { type ClusterParts, everything } from './cluster-parts.ts';
import type { ClusterPicture, Waiting } from './contract.ts';
import { runFramework } from './rules/allocator-views.ts';
import { nothing, plus } from './rules/resources.ts';
import { told } from './rules/say/kinds.ts';
import { heldBy, showAgent } from './show-agent.ts';
import { showRoles } from './show-roles.ts';
import { showPreemption, showTask, type Viewer, whyWaits } from './show-task.ts';

const mostAgents = 500;
const mostWaiting = 100;
const mostPreemptions = 50;

/** The whole cluster as the viewer may see it. */
export function showCluster(parts: ClusterParts, viewer: Viewer): ClusterPicture {
  const now = parts.foundation.clock.now();
  const agents = parts.agents.all();
  const states = { active: 0, draining: 0, deactivated: 0, unreachable: 0 };
  for (const agent of agents) states[stateOf(agent)]++;
  const tasks = everything(parts);
  const placed = tasks.filter(({ agent }) => agent !== null);
  const roles = showRoles(parts, viewer);
  const waiting = waitingFor(parts, viewer);
  const giving = agents.filter((agent) => ['active', 'draining'].includes(stateOf(agent)));
  return {
    at: now,
    total: told(giving.reduce((sum, { total }) => plus(sum, total), nothing)),
    used: told(heldBy(placed)),
    offered: told(nothing),
    states,
    roles: roles.items.filter(
      ({ used, running, waiting, recorded }) => used.cpus > 0 || running + waiting > 0 || recorded,
    ),
    others: told(roles.others),
    agents: agents.slice(0, mostAgents).map((agent) => showAgent(parts, agent, viewer)),
    agentsInAll: agents.length,
    waiting: waiting.slice(0, mostWaiting),
    waitingInAll: waiting.length,
    preemptions: parts.preemptions
      .since(now)
      .slice(0, mostPreemptions)
      .map((one) => showPreemption(one, one.loser, viewer)),
    running: placed.length,
  };
}

/** The longest wait first; of others' tasks nothing is shown. */
function waitingFor(parts: ClusterParts, viewer: Viewer): Waiting[] {
  const queued = everything(parts)
    .filter(({ agent, account }) => agent === null && (viewer.administrator || account === viewer.account))
    .sort((a, b) => a.requestedAt - b.requestedAt);
  return queued.flatMap((task) => {
    const explanation = whyWaits(parts, task, viewer);
    if (explanation === undefined) return [];
    return [{ task: showTask(parts, task, viewer), framework: runFramework, account: task.account, explanation }];
  });
}
