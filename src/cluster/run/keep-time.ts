import { setTimeout as sleep } from 'node:timers/promises';
import { Silence } from '../agents/silence.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { removeEndedBeyond, removeTasksEndedBefore } from '../store/tasks.ts';
import { removeAllLeaving } from '../volumes/destroy-volume.ts';
import { Deadlines } from './deadlines.ts';
import { endDrained } from './end-drained.ts';
import { endTask } from './end-task.ts';
import { endOnGoneAgents } from './gone-agents.ts';
import { loseSilentAgents } from './lose-agent.ts';

const lookEveryMilliseconds = 1000;
const cleanEveryMilliseconds = 60_000;

/**
 * Ends tasks whose time is over or whose agent is drained, tells of those whose agent is silent, and forgets those that
 * ended long ago.
 */
export async function keepTime(parts: ClusterParts, signal: AbortSignal): Promise<void> {
  const { clock, database, log } = parts.foundation;
  const deadlines = new Deadlines(clock);
  const silence = new Silence(clock, parts.options.agentLostMilliseconds);
  let cleaned = Number.NEGATIVE_INFINITY;
  let removing: Promise<void> | undefined;
  while (!signal.aborted) {
    try {
      await endLateTasks(parts, deadlines);
      await endDrained(parts, deadlines);
      deadlines.tidy();
      await endOnGoneAgents(parts);
      await loseSilentAgents(parts, silence);
      if (clock.monotonic() - cleaned > cleanEveryMilliseconds) {
        cleaned = clock.monotonic();
        const { keepEndedMilliseconds, mostEnded } = parts.options;
        const before = clock.now() - keepEndedMilliseconds;
        // By itself: an agent that hangs answers late, and no task's time waits for that.
        removing ??= removeAllLeaving(parts)
          .catch((error) => log.error({ err: error }, 'volumes could not be removed'))
          .finally(() => {
            removing = undefined;
          });
        await database.commit([removeTasksEndedBefore(before), removeEndedBeyond(mostEnded)]);
      }
    } catch (error) {
      log.error({ err: error }, 'a look at the time of tasks failed');
    }
    await sleep(lookEveryMilliseconds, undefined, { signal }).catch(() => {});
  }
  await removing;
}

async function endLateTasks(parts: ClusterParts, deadlines: Deadlines): Promise<void> {
  for (const task of parts.tasks.all()) {
    if (task.end !== null || task.agent === null) continue;
    const { startedAt, milliseconds } = task;
    if (task.executor?.subscribed === false) parts.frameworks.executors.endSilent(task, deadlines);
    if (milliseconds !== null && startedAt !== null && deadlines.isOver(task.id, startedAt + milliseconds))
      await endTask(parts, task.id, { by: 'time' });
  }
}
