import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Waits } from './contract.ts';
import { workspaceFramework } from './rules/allocator-views.ts';
import { whyTask } from './why-task.ts';

/** Why a workspace waits for its place; one that nobody has started wants nothing. */
export async function whyWorkspace(ctx: Context, parts: ClusterParts, account: string): Promise<Waits> {
  const place = parts.places.all().find((each) => each.framework === workspaceFramework.id && each.account === account);
  if (place !== undefined) return whyTask(ctx, parts, place.id);
  return { state: 'wants-nothing', notes: [], explanations: [], preemptions: [] };
}
