import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Task } from './contract.ts';
import { endTask } from './run/end-task.ts';
import { showTask } from './show-task.ts';
import { viewerOf, visibleTask } from './viewer.ts';

/** Ends the task; whoever ended it is in its record and in the audit. */
export async function killTask(
  ctx: Context,
  parts: ClusterParts,
  id: string,
  graceSeconds: number | null,
): Promise<Task> {
  const found = await visibleTask(ctx, parts, id);
  const viewer = await viewerOf(ctx, parts);
  // The audit's record goes first.
  await ctx.commit();
  const ended = await endTask(parts, id, { by: 'account', account: viewer.account, graceSeconds });
  return showTask(parts, ended ?? found, viewer);
}
