import type { Decision } from '../allocator/messages.ts';
import { onAllocatorsClock } from '../allocator/monotonic.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { demandOf } from '../rules/allocator-views.ts';
import type { Preemption } from '../rules/plan/preempt/preemption.ts';
import type { StoredPreemption } from '../tasks/stored-preemption.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { endTask } from './end-task.ts';
import { startPlaced } from './start-placed.ts';

/** Makes what the allocator has decided so: first stored, then done. */
export function carryOut(parts: ClusterParts, { placed, preempted, at }: Decision): void {
  const failed = (task: string) => (error: unknown) =>
    parts.foundation.log.error({ err: error, task }, 'what the allocator decided could not be done');
  for (const one of placed) {
    const lost = parts.agents.get(one.agent) === undefined ? waiting(parts, one.demand) : undefined;
    if (lost !== undefined) placeAgain(parts, lost);
    else if (parts.frameworks.wants(one.demand)) parts.frameworks.placed(one);
    else if (parts.places.has(one.demand)) parts.places.found(one.demand, one.agent);
    else startPlaced(parts, one.demand, one.agent).catch(failed(one.demand));
    parts.frameworks.check(one.agent);
  }
  for (const one of preempted) preempt(parts, one, at).catch(failed(one.task));
}

function waiting({ tasks, places }: ClusterParts, id: string): TaskRecord | undefined {
  return tasks.get(id) ?? places.get(id);
}

/** Its agent is gone since the allocator looked. */
function placeAgain({ allocator, foundation }: ClusterParts, task: TaskRecord): void {
  const demand = demandOf(task, onAllocatorsClock(foundation.clock.now()));
  allocator.change({ type: 'over', task: task.id }, { type: 'demand', demand });
}

async function preempt(parts: ClusterParts, decided: Preemption, decidedAt: number): Promise<void> {
  const loser = waiting(parts, decided.task);
  const winner = winnerOf(parts, decided.demand);
  if (loser === undefined || winner === undefined) return;
  const preemption: StoredPreemption = {
    decided,
    at: parts.foundation.clock.now(),
    decidedAt,
    winner,
  };
  if (parts.places.has(decided.task)) parts.places.preempt(decided.task, preemption);
  else await endTask(parts, decided.task, { by: 'preemption', preemption });
  parts.preemptions.add(preemption, loser);
}

/** Who gets the place: a task that waits, or a framework. */
function winnerOf(parts: ClusterParts, demand: string): StoredPreemption['winner'] | undefined {
  const task = waiting(parts, demand);
  if (task === undefined) return parts.frameworks.winner(demand);
  const { id, account, name, role, priority, framework } = task;
  return { task: id, account, name, role, priority, framework };
}
