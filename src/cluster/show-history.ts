import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { ClusterHistory } from './contract.ts';
import { pointOf } from './measure/history-point.ts';
import { pointEveryMilliseconds } from './measure/keep-measures.ts';
import { historyColumns } from './rules/history-columns.ts';
import { seenBy } from './show-task.ts';
import { pointsSince } from './store/history.ts';
import { viewerOf } from './viewer.ts';

/** Who used what over the last hours, and how it is now. */
export async function showHistory(ctx: Context, parts: ClusterParts, hours: number): Promise<ClusterHistory> {
  const viewer = await viewerOf(ctx, parts);
  const span = hours * 3_600_000;
  const now = ctx.now();
  const points = await pointsSince(ctx.read, now - span);
  const all = [...points, pointOf(parts, points.at(-1)?.at ?? now, now)];
  return historyColumns(all, pointEveryMilliseconds, seenBy(viewer));
}
