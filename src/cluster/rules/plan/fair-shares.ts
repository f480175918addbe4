import { Amounts } from '../state/amounts.ts';
import { Ledger } from '../state/ledger.ts';
import type { ShareNode } from '../state/role-tree.ts';
import type { Round } from './round.ts';

/**
 * The part of the cluster that each node should have now, by its row: a parent's part is divided among the children that
 * hold or want something, by weight, and nobody is given more than it could use (max-min fairness, level by level).
 * Dominant shares of different resources may add up to more than 1, so this is what it should have at least.
 */
export function fairShares({ state, waiting, held }: Round): Float64Array<ArrayBuffer> {
  const amounts = new Amounts(0);
  amounts.rows = held.amounts.rows.slice();
  const wished = new Ledger(state.agents.total, amounts);
  for (const { entry, left, refusal } of waiting)
    if (left > 0 && refusal?.why !== 'class-not-allowed') wished.add(entry.node, entry.demand.need, left);
  const shares = new Float64Array(state.tree.rows);
  shares[state.tree.root.row] = 1;
  divide(state.tree.root, wished, shares);
  return shares;
}

function divide(parent: ShareNode, wished: Ledger, shares: Float64Array): void {
  const wishes = Array.from(parent.children, (node) => ({ node, wish: wishOf(node, wished) }))
    .filter(({ wish }) => wish > 0)
    .sort((a, b) => a.wish / a.node.weight - b.wish / b.node.weight);
  let left = shares[parent.row] ?? 0;
  let weights = wishes.reduce((sum, { node }) => sum + node.weight, 0);
  for (const { node, wish } of wishes) {
    const share = Math.min(wish, (left * node.weight) / weights);
    shares[node.row] = share;
    left = Math.max(0, left - share);
    weights -= node.weight;
    if (hasRoles(node)) divide(node, wished, shares);
  }
}

/** Where only frameworks are below, nobody asks for their fair shares. */
function hasRoles({ children }: ShareNode): boolean {
  for (const { role } of children) if (role !== null) return true;
  return false;
}

/** What it holds and wants, no more than its limit lets it have. */
function wishOf(node: ShareNode, wished: Ledger): number {
  if (node.limit.length === 0) return wished.share(node);
  const most = { ...wished.held(node) };
  for (const { kind, amount } of node.limit) most[kind] = Math.min(most[kind], amount);
  return wished.shareOf(most);
}
