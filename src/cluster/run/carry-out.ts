import type { Decision } from '../allocator/messages.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import type { Preemption } from '../rules/plan/preempt/preemption.ts';
import type { StoredPreemption } from '../tasks/stored-preemption.ts';
import { endTask } from './end-task.ts';
import { startPlaced } from './start-placed.ts';

/** Makes what the allocator has decided so: first stored, then done. */
export function carryOut(parts: ClusterParts, { placed, preempted, at }: Decision): void {
  const failed = (task: string) => (error: unknown) =>
    parts.foundation.log.error({ err: error, task }, 'what the allocator decided could not be done');
  for (const { demand, agent } of placed) startPlaced(parts, demand, agent).catch(failed(demand));
  for (const one of preempted) preempt(parts, one, at).catch(failed(one.task));
}

async function preempt(parts: ClusterParts, decided: Preemption, decidedAt: number): Promise<void> {
  const loser = parts.tasks.get(decided.task);
  const winner = parts.tasks.get(decided.demand);
  if (loser === undefined || winner === undefined) return;
  const { account, name, role, priority } = winner;
  const preemption: StoredPreemption = {
    decided,
    at: parts.foundation.clock.now(),
    decidedAt,
    winner: { task: winner.id, account, name, role, priority },
  };
  await endTask(parts, decided.task, { by: 'preemption', preemption });
  parts.preemptions.add(preemption, loser);
}
