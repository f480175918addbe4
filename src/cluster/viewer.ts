import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { clusterProblems } from './problems.ts';
import type { Viewer } from './show-task.ts';
import { findTask } from './store/tasks.ts';
import type { TaskRecord } from './tasks/task-record.ts';

export async function viewerOf(ctx: Context, { directory }: ClusterParts): Promise<Viewer> {
  const { account, administrator } = ctx.caller();
  const tenant = await directory.tenant(account);
  return { account, administrator, groups: (tenant?.groups ?? []).map(({ name }) => name) };
}

/** A task that the caller may see; those of others do not exist for others. */
export async function visibleTask(ctx: Context, parts: ClusterParts, id: string): Promise<TaskRecord> {
  const task = parts.tasks.get(id) ?? parts.places.get(id) ?? (await findTask(ctx.read, id));
  const { account, administrator } = ctx.caller();
  if (task === undefined || (task.account !== account && !administrator)) throw clusterProblems['task-not-found']();
  return task;
}
