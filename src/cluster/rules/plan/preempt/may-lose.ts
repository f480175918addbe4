import type { TaskEntry } from '../../state/agent-table.ts';
import type { DemandEntry } from '../../state/cluster-state.ts';
import { isWithin, type ShareNode } from '../../state/role-tree.ts';
import type { Round } from '../round.ts';
import type { Claim } from './claim.ts';

/**
 * Whether the rules let this task end for the demand. The prospective ledger already has the demand's need in it, and no
 * longer what was chosen before.
 */
export function mayLose(round: Round, task: TaskEntry, entry: DemandEntry, claim: Claim): boolean {
  const { view, rank, node } = task;
  if (rank < claim.from || view.ending || round.victims.has(task)) return false;
  if (view.application === entry.demand.application) return false;
  if (round.prospective.neededForGuarantee(node, view.resources) !== null) return false;
  if (rank > entry.rank || claim.node === null) return rank > entry.rank;
  if (isWithin(node, claim.node)) return false;
  return claim.rule.why === 'guarantee' || losesFairly(round, task, claim.node);
}

/**
 * A starving role takes of its class only from those who have more than their fair share, more than it will have itself,
 * and who do not starve then: each such step makes shares more even, so they come to rest.
 */
function losesFairly(
  { prospective, fairShares, settings }: Round,
  { node, view }: TaskEntry,
  hungry: ShareNode,
): boolean {
  // Both are compared where their paths part.
  let top = node;
  while (top.parent !== null && !isWithin(hungry, top.parent)) top = top.parent;
  let beside = hungry;
  while (beside.parent !== null && beside.parent !== top.parent) beside = beside.parent;
  if (prospective.share(top) <= (fairShares[top.row] ?? 0)) return false;
  if (prospective.weighted(top) <= prospective.weighted(beside)) return false;
  prospective.add(node, view.resources, -1);
  let fed = true;
  for (let each: ShareNode | null = node; fed && each !== null && each !== top.parent; each = each.parent)
    fed = each.role === null || prospective.share(each) >= settings.starvedBelow * (fairShares[each.row] ?? 0);
  prospective.add(node, view.resources);
  return fed;
}
