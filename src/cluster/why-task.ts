import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Waits } from './contract.ts';
import { isOver } from './rules/task-life.ts';
import { showPreemption, whyWaits } from './show-task.ts';
import { viewerOf, visibleTask } from './viewer.ts';

/** Why a task waits, who makes room for it, and by what it lost its place. */
export async function whyTask(ctx: Context, parts: ClusterParts, id: string): Promise<Waits> {
  const task = await visibleTask(ctx, parts, id);
  const viewer = await viewerOf(ctx, parts);
  const why = task.agent === null && !isOver(task) ? whyWaits(parts, task, viewer) : undefined;
  const made = parts.preemptions
    .since(ctx.now())
    .filter(({ winner }) => winner.task === id)
    .map((one) => showPreemption(one, one.loser, viewer));
  const lost = task.end?.by === 'preemption' ? [showPreemption(task.end.preemption, task, viewer)] : [];
  return {
    state: isOver(task) ? 'ended' : task.agent === null ? 'waits' : 'runs',
    explanations: why === undefined ? [] : [why],
    preemptions: [...made, ...lost],
  };
}
