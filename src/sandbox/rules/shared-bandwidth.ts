import type { TaskSpec } from '../task.ts';

/**
 * What the tasks of one tenant have together, each way, bit/s: they share one network. Those of a tenant's own choosing
 * add what each was counted with; its workspace, its file server and tasks that were counted with none have one share
 * between them.
 *
 * @param tenantShare of those; 0: no limit
 * @returns undefined for no limit
 */
export function sharedBandwidth(
  tasks: readonly { kind: TaskSpec['kind']; limits: { bandwidthBitsPerSecond?: number } }[],
  tenantShare: number,
): number | undefined {
  let own = 0;
  let shared = 0;
  for (const { kind, limits } of tasks) {
    const rate = limits.bandwidthBitsPerSecond ?? 0;
    if (kind === 'task' && rate > 0) own += rate;
    else {
      const share = rate || tenantShare;
      if (share === 0) return undefined;
      shared = Math.max(shared, share);
    }
  }
  return own + shared || undefined;
}
