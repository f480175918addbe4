import { type ClusterParts, everything } from '../cluster-parts.ts';
import { sentence } from '../rules/say/sentence.ts';
import { stepped } from '../rules/task-life.ts';

/**
 * Tasks of agents that were marked gone are over: as in Mesos, a framework that can live with partitions hears that they
 * are gone by an operator, another that they are lost. Again and again, for those that were being stored meanwhile.
 */
export async function endOnGoneAgents(parts: ClusterParts): Promise<void> {
  const { agents, places, tasks, frameworks, foundation } = parts;
  if (agents.gone.size === 0) return;
  const left = everything(parts).filter(({ agent }) => agent !== null && agents.isGone(agent));
  const end = ({ id, agent, framework }: (typeof left)[number]) =>
    tasks.change(id, (task) =>
      stepped(task, {
        state: frameworks.livesWithPartitions(framework) ? 'gone' : 'lost',
        ...{ at: foundation.clock.now(), source: 'platform', reason: 'REASON_AGENT_REMOVED_BY_OPERATOR' },
        told: sentence('ended-agent-gone', { agent: agent ?? '' }),
        message: 'Agent has been marked gone',
      }),
    );
  // Those in an executor before it: they are over for the same reason.
  const [inside, others] = [left.filter(({ executed }) => executed), left.filter(({ executed }) => !executed)];
  await Promise.all(inside.map(end));
  for (const task of others)
    if (places.has(task.id)) places.drained(task.id, task.agent ?? '');
    else await end(task);
}

/** Ends whatever tasks run there, if it answers after all: they are over for everybody else. */
export async function clearGoneAgent({ agentPort, foundation }: ClusterParts, id: string): Promise<void> {
  try {
    const agent = agentPort(id);
    for (const task of await agent.list()) {
      if (task.kind !== 'task') continue;
      if (task.phase !== 'ended' && task.phase !== 'failed') await agent.stop(task.id, 0);
      await agent.forget(task.id);
    }
  } catch (error) {
    foundation.log.debug({ err: error, agent: id }, 'an agent that is gone does not answer');
  }
}
