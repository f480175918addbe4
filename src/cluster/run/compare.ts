import type { TaskState as AgentTask } from '../../sandbox/index.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { toldBy, whyEnded } from '../rules/agent-told.ts';
import { sentence } from '../rules/say/sentence.ts';
import { stepped } from '../rules/task-life.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { graceOf, stopOnAgent } from './end-task.ts';
import { forget, hearAgent } from './hear-agent.ts';
import { launch } from './start-placed.ts';

const agentOver = new Set<AgentTask['phase']>(['ended', 'failed']);

/**
 * Makes what an agent runs what it should run, after a time in which neither heard of the other: starts what it never
 * got, ends what is to end, takes over what has ended, and says of what is gone that it is.
 */
export async function compare(parts: ClusterParts, agentId: string): Promise<void> {
  // Before the agent is asked: what begins in between is not missing.
  const ours = [...parts.tasks.all()].filter(({ agent }) => agent === agentId);
  const theirs = new Map((await parts.agentPort(agentId).list()).map((task) => [task.id, task]));
  for (const task of ours) await compareTask(parts, agentId, task, theirs.get(task.id));
  const wanted = new Set(ours.map(({ id }) => id));
  for (const task of theirs.values()) {
    if (task.kind !== 'task' || wanted.has(task.id) || parts.tasks.get(task.id) !== undefined) continue;
    if (!agentOver.has(task.phase)) await parts.agentPort(agentId).stop(task.id, 0);
    await forget(parts, agentId, task.id);
  }
}

async function compareTask(
  parts: ClusterParts,
  agentId: string,
  task: TaskRecord,
  theirs: AgentTask | undefined,
): Promise<void> {
  if (task.executed !== undefined)
    return task.end === null ? launch(parts, task) : stopOnAgent(parts, task, graceOf(parts, task, task.end));
  if (theirs !== undefined) {
    const again = await hearAgent(parts, agentId, task.id, toldBy(theirs));
    if (again !== undefined) return launch(parts, again);
    if (task.end !== null && !agentOver.has(theirs.phase))
      void stopOnAgent(parts, task, graceOf(parts, task, task.end));
    return;
  }
  if (task.end === null && task.startedAt === null) return launch(parts, task);
  const { now } = parts.foundation.clock;
  const neverStarted = task.startedAt === null;
  await parts.tasks.change(task.id, (it) =>
    stepped(it, {
      state: neverStarted ? 'killed' : 'lost',
      at: now(),
      source: 'platform',
      reason: neverStarted ? null : 'REASON_AGENT_RESTARTED',
      told: neverStarted
        ? whyEnded(it)
        : sentence('ended-unknown', { detail: 'Its agent knows nothing of it any more.' }),
    }),
  );
}
