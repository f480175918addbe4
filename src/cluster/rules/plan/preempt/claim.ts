import { lowestRank } from '../../priority-class.ts';
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

/** By its class; null for the lowest. */
export function byClass({ rank }: DemandEntry): Claim | null {
  return rank < lowestRank ? { rule: { why: 'higher-class' }, node: null, from: rank + 1 } : null;
}

/** While a starving role above it would still have less than a part of its fair share. */
export function byHunger(round: Round, { node, rank }: DemandEntry): Claim | null {
  const hungry = hungryOne(round, node);
  if (hungry === undefined) return null;
  const fairShare = round.fairShares[hungry.row] ?? 0;
  const stillHungry = round.prospective.share(hungry) < round.settings.starvedBelow * fairShare;
  if (!stillHungry) return null;
  const share = round.held.share(hungry);
  const since = round.starvedSince.get(hungry.name) ?? round.now;
  const rule = { why: 'starved', role: hungry.name, since, share, fairShare } as const;
  return { rule, node: hungry, from: Math.max(1, rank) };
}

/** While a role above it would still have less than its guarantee. */
export function byGuarantee(round: Round, { node, demand }: DemandEntry): Claim | null {
  const promised = round.prospective.guaranteed(node, demand.need);
  return promised && { rule: { why: 'guarantee', role: promised.name }, node: promised, from: 1 };
}

export function isHungry(round: Round, { node }: DemandEntry): boolean {
  return hungryOne(round, node) !== undefined;
}

function hungryOne({ starving }: Round, node: ShareNode): ShareNode | undefined {
  if (starving.size === 0) return undefined;
  for (const each of pathOf(node)) if (starving.has(each)) return each;
  return undefined;
}
