import { rank } from '../priority-class.ts';
import type { Hold } from '../snapshot.ts';
import type { ShareNode } from '../state/role-tree.ts';
import { byRank, inFairOrder } from './fair-order.ts';
import type { Round, Waiting } from './round.ts';

/**
 * Who gets room in this cycle: first the roles below their guarantees, then class by class, and among those of one class
 * by weighted dominant share on every level of the tree.
 */
export function place(round: Round): void {
  const { state, held, waiting } = round;
  const { root } = state.tree;
  const isOpen = ({ left, refusal }: Waiting) => left > 0 && refusal === null;
  const promised = waiting.filter(
    (one) => isOpen(one) && held.guaranteed(one.entry.node, one.entry.demand.need) !== null,
  );
  inFairOrder(root, held, promised, (one) => {
    const by = held.guaranteed(one.entry.node, one.entry.demand.need);
    return by !== null && placeOne(round, one, by);
  });
  for (const ofClass of byRank(waiting.filter(isOpen)))
    inFairOrder(root, held, ofClass, (one) => placeOne(round, one, null));
}

function placeOne(round: Round, one: Waiting, by: ShareNode | null): boolean {
  const { held, prospective, placer, placements } = round;
  const { demand, node } = one.entry;
  const passed = held.limitPassed(node, demand.need);
  const passing = by !== null ? 'all' : `${one.entry.rank} ${demand.milliseconds}`;
  const place =
    passed === null ? placer.place(one.entry, passing, (hold) => by !== null || passes(round, one, hold)) : null;
  if (place === null) {
    one.refusal = passed === null ? { why: 'no-room' } : { why: 'limit', ...passed };
    one.refusedAfter = placements.length;
    return false;
  }
  held.add(node, demand.need);
  if (place.hold === null) prospective.add(node, demand.need);
  else one.holds--;
  placements.push({ demand, agent: place.agent.view.id, guaranteedBy: by?.name ?? null });
  return true;
}

/** What is gathered for another is open to higher classes, and to what ends before it is needed. */
function passes({ state, now }: Round, { entry }: Waiting, hold: Hold): boolean {
  const other = state.demands.get(hold.demand);
  if (other === undefined || rank(entry.demand.priority) < other.rank) return true;
  const { milliseconds } = entry.demand;
  return milliseconds !== null && hold.readyAt !== null && now + milliseconds <= hold.readyAt;
}
