import { type ClusterParts, everything } from '../cluster-parts.ts';
import { drained } from '../drain-agent.ts';
import { goneWhenDrained } from '../mark-agent-gone.ts';
import type { Deadlines } from './deadlines.ts';
import { endTask } from './end-task.ts';

/** Ends what agents still have that are to be drained by now; those that have nothing any more are drained. */
export async function endDrained(parts: ClusterParts, deadlines: Deadlines): Promise<void> {
  for (const { id, wish, drainUntil, markGone } of parts.agents.all()) {
    if (wish !== 'draining') continue;
    const left = everything(parts).filter(({ agent }) => agent === id);
    if (left.length === 0) {
      await (markGone ? goneWhenDrained(parts, id) : drained(parts, id));
      continue;
    }
    if (drainUntil === null || !deadlines.isOver(`drain ${id}`, drainUntil)) continue;
    for (const task of left)
      if (parts.places.has(task.id)) parts.places.drained(task.id, id);
      else if (task.end === null) await endTask(parts, task.id, { by: 'drain', agent: id });
  }
}
