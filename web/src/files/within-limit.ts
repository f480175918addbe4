import type { Space } from '../../../src/storage/contract.ts';
import type { WorkspaceLimit } from '../../../src/workspace/contract.ts';

/**
 * What the home may hold and what is left of it, in bytes. Its file system is a little larger than the limit, for what
 * it needs itself, or much larger where homes lie on the disk of the host: the limit is what the person has.
 *
 * @param counted  what the home was counted to hold, for when nobody measures its use
 */
export function withinLimit(
  { totalBytes, freeBytes }: Pick<Space, 'totalBytes' | 'freeBytes'>,
  limit: Pick<WorkspaceLimit, 'limit' | 'used'> | undefined,
  counted: number,
): Pick<Space, 'totalBytes' | 'freeBytes'> {
  if (limit === undefined || limit.limit >= totalBytes) return { totalBytes, freeBytes };
  const left = Math.max(0, limit.limit - (limit.used ?? counted));
  return { totalBytes: limit.limit, freeBytes: Math.min(freeBytes, left) };
}
