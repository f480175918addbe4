import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { TaskDetail } from './contract.ts';
import { showTaskDetail } from './show-task.ts';
import { keptLogs } from './task-logs.ts';
import { viewerOf, visibleTask } from './viewer.ts';

export async function getTask(ctx: Context, parts: ClusterParts, id: string): Promise<TaskDetail> {
  const task = await visibleTask(ctx, parts, id);
  return showTaskDetail(parts, task, await viewerOf(ctx, parts), await keptLogs(parts, task));
}
