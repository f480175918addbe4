import { monotonic, onAllocatorsClock } from '../allocator/monotonic.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { demandOf, viewOf } from '../rules/allocator-views.ts';
import { isOver } from '../rules/task-life.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { graceOf } from './end-task.ts';

/** What a stored change of a task means for the allocator; it has booked by itself what it has placed. */
export function tellAllocator(parts: ClusterParts, task: TaskRecord, before: TaskRecord): void {
  const { allocator, roles, foundation } = parts;
  // What a framework launches was booked for its offer.
  if (task === before && task.agent !== null) return;
  if (task === before) {
    roles.use(task.role);
    allocator.change({ type: 'demand', demand: demandOf(task, onAllocatorsClock(foundation.clock.now())) });
  } else if (isOver(task)) {
    allocator.change({ type: 'no-demand', demand: task.id }, { type: 'over', task: task.id });
  } else if (task.end !== null && before.end === null) {
    allocator.change({ type: 'ending', task: task.id, by: monotonic() + 1000 * graceOf(parts, task, task.end) });
  }
}

/** Everything that was under way when control ended. */
export function tellStored(parts: ClusterParts, tasks: readonly TaskRecord[]): void {
  const clock = onAllocatorsClock(parts.foundation.clock.now());
  for (const task of tasks) {
    parts.roles.use(task.role);
    const { agent } = task;
    if (agent === null) parts.allocator.change({ type: 'demand', demand: demandOf(task, clock) });
    else parts.allocator.change({ type: 'task', task: viewOf({ ...task, agent }, clock) });
  }
}
