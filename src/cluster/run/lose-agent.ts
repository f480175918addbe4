import type { Silence } from '../agents/silence.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { sentence } from '../rules/say/sentence.ts';
import { stepped, unseen } from '../rules/task-life.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

/** Tells of the tasks of each agent that has not answered for too long. */
export async function loseSilentAgents(parts: ClusterParts, silence: Silence): Promise<void> {
  const used = [...parts.tasks.all()].flatMap(({ agent }) => agent ?? []);
  // One that tasks are on, and that is in no setting any more, does not answer either.
  const all = [...used, ...parts.agents.all().map(({ id }) => id)];
  const silent = all.filter((id) => !parts.agents.get(id)?.reachable && !parts.agents.isGone(id));
  for (const agent of silence.tooLong(new Set(silent))) {
    parts.frameworks.agentLost(agent);
    parts.foundation.log.warn(
      { agent },
      'an agent has not answered for too long; its tasks are told to be unreachable',
    );
    const lost = [...parts.tasks.all()].filter((task) => task.agent === agent);
    await Promise.all(lost.map(({ id }) => lose(parts, id, agent)));
  }
}

/**
 * Nobody knows whether it runs. As in Mesos: a framework that can live with that hears so, and hears more when the agent
 * is back; for another the task is lost, and is ended when the agent is back, so that it never has two.
 */
async function lose({ tasks, frameworks, foundation }: ClusterParts, id: string, agent: string): Promise<void> {
  const told = sentence('agent-unreachable', { agent });
  const step = { at: foundation.clock.now(), reason: 'REASON_AGENT_REMOVED', message: told.text };
  const next = (task: TaskRecord) =>
    frameworks.livesWithPartitions(task.framework)
      ? unseen(task, { ...step, told })
      : stepped(task, { ...step, state: 'lost', source: 'platform', told: sentence('ended-agent-lost', { agent }) });
  await tasks.change(id, (task) => (task.agent === agent ? next(task) : undefined));
}
