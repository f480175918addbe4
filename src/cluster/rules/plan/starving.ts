import { pathOf, type ShareNode } from '../state/role-tree.ts';
import type { Round } from './round.ts';

/** Roles without a guarantee that want room and hold less than a part of their fair share; and since when. */
export function findStarving(round: Round): void {
  const { state, settings, held, fairShares, now } = round;
  const since = new Map<string, number>();
  const starving = new Set<ShareNode>();
  const seen = new Set<ShareNode>();
  for (const { entry } of round.wantsRoom())
    for (const node of pathOf(entry.node)) {
      if (seen.has(node)) break;
      seen.add(node);
      if (node.role === null || node.guarantee.length > 0) continue;
      if (held.share(node) >= settings.starvedBelow * (fairShares[node.row] ?? 0)) continue;
      const began = state.starvedSince.get(node.name) ?? now;
      since.set(node.name, began);
      if (now - began >= settings.starvedAfter) starving.add(node);
    }
  round.starvedSince = since;
  round.starving = starving;
}
