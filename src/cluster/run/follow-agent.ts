import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskEvent } from '../../sandbox/index.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { compare } from './compare.ts';
import { hearAgent } from './hear-agent.ts';
import { launch } from './start-placed.ts';

const againMilliseconds = 250;

/** Compares, then follows what happens to tasks, and so again after each loss of the agent. */
export async function followAgent(parts: ClusterParts, agentId: string, signal: AbortSignal): Promise<void> {
  let last = 0;
  while (!signal.aborted) {
    try {
      await compare(parts, agentId);
      parts.agents.seen(agentId, true);
      for await (const event of parts.agent.events(last, signal)) {
        last = event.id;
        if (event.kind !== 'task') continue;
        // Each is stored in its own time; those of one task come one after the other.
        hear(parts, event).catch((error) =>
          parts.foundation.log.error({ err: error, task: event.taskId }, 'what an agent told is not stored'),
        );
      }
    } catch (error) {
      if (signal.aborted) return;
      parts.agents.seen(agentId, false);
      parts.foundation.log.warn({ err: error }, 'the agent does not answer; trying again');
    }
    await sleep(againMilliseconds, undefined, { signal }).catch(() => {});
  }
}

async function hear(parts: ClusterParts, event: TaskEvent): Promise<void> {
  const again = await hearAgent(parts, event.taskId, event);
  if (again !== undefined) await launch(parts, again);
}
