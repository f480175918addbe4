import type { DemandEntry } from '../../state/cluster-state.ts';
import { pathOf, type ShareNode } from '../../state/role-tree.ts';
import type { Round } from '../round.ts';
import type { Rule } from './preemption.ts';

/** What a demand may take, and by which rule. */
export interface Claim {
  readonly rule: Rule;
  /** Whose guarantee, or whose hunger; null by class alone. */
  readonly node: ShareNode | null;
  /** Tasks of this rank and of lower classes may lose. Nobody takes from `system`, rank 0. */
  readonly from: number;
}

/** The claims of a demand, the one that hurts least first. */
export function claimsOf(round: Round, { node, rank, demand }: DemandEntry): Claim[] {
  const claims: Claim[] = [];
  if (rank < 4) claims.push({ rule: { why: 'higher-class' }, node: null, from: rank + 1 });
  const hungry = hungryOne(round, node);
  if (hungry !== undefined) {
    const fairShare = round.fairShares[hungry.row] ?? 0;
    const share = round.held.share(hungry);
    const stillHungry = round.prospective.share(hungry) < round.settings.starvedBelow * fairShare;
    const since = round.starvedSince.get(hungry.name) ?? round.now;
    const rule = { why: 'starved', role: hungry.name, since, share, fairShare } as const;
    if (stillHungry) claims.push({ rule, node: hungry, from: Math.max(1, rank) });
  }
  const promised = round.prospective.guaranteed(node, demand.need);
  if (promised !== null) claims.push({ rule: { why: 'guarantee', role: promised.name }, node: promised, from: 1 });
  return claims;
}

export function isHungry(round: Round, { node }: DemandEntry): boolean {
  return hungryOne(round, node) !== undefined;
}

function hungryOne({ starving }: Round, node: ShareNode): ShareNode | undefined {
  if (starving.size === 0) return undefined;
  return [...pathOf(node)].find((each) => starving.has(each));
}
