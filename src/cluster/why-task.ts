import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Waits } from './contract.ts';
import { isOver } from './rules/task-life.ts';
import { showPreemption, whyWaits } from './show-task.ts';
import type { TaskRecord } from './tasks/task-record.ts';
import { viewerOf, visibleTask } from './viewer.ts';

/** The allocator says at least so often why things wait. */
const longestUntold = 3000;

/** Why a task waits, who makes room for it, and by what it lost its place. */
export async function whyTask(ctx: Context, parts: ClusterParts, id: string): Promise<Waits> {
  const found = await visibleTask(ctx, parts, id);
  const viewer = await viewerOf(ctx, parts);
  if (found.state === 'queued') await told(parts, found);
  const task = await visibleTask(ctx, parts, id);
  const why = task.agent === null && !isOver(task) ? whyWaits(parts, task, viewer) : undefined;
  const made = parts.preemptions
    .since(ctx.now())
    .filter(({ winner }) => winner.task === id)
    .map((one) => showPreemption(one, one.loser, viewer));
  const lost = task.end?.by === 'preemption' ? [showPreemption(task.end.preemption, task, viewer)] : [];
  return {
    state: isOver(task) ? 'ended' : task.agent === null ? 'waits' : 'runs',
    notes: [],
    explanations: why === undefined ? [] : [why],
    preemptions: [...made, ...lost],
  };
}

/** What was asked for just now has no reason yet: the allocator's next word is waited for. */
async function told({ standings, tasks, places }: ClusterParts, { id }: TaskRecord): Promise<void> {
  const end = performance.now() + longestUntold;
  const waits = () => (tasks.get(id) ?? places.get(id))?.state === 'queued';
  while (standings.reason(id) === undefined && waits() && performance.now() < end) {
    const wait = new AbortController();
    await Promise.race([standings.next(), sleep(500, undefined, { signal: wait.signal }).catch(() => {})]);
    wait.abort();
  }
}
