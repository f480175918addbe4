import { priorityClasses } from '../priority-class.ts';
import type { DemandEntry } from '../state/cluster-state.ts';
import type { Ledger } from '../state/ledger.ts';
import type { ShareNode } from '../state/role-tree.ts';
import { type HeapEntry, ShareHeap } from './share-heap.ts';

/** A demand of this cycle, with how many of its tasks are still to be served. */
export interface InLine {
  readonly entry: DemandEntry;
  left: number;
}

interface Level<One extends InLine> extends HeapEntry {
  readonly node: ShareNode;
  /** Those below that still want something; null at a framework. */
  readonly below: ShareHeap<Level<One>> | null;
  /** The framework's demands, the oldest last; empty elsewhere. */
  readonly queue: One[];
}

/**
 * Hands the demands out one task at a time, always for the role with the smallest weighted dominant share, on every level
 * of the tree, then for its framework with the smallest. Progressive filling as in Ghodsi et al., NSDI 2011, Algorithm 1,
 * on a tree (Bhattacharya et al., "Hierarchical Scheduling for Diverse Datacenter Workloads", SoCC 2013, section 3).
 *
 * @param attempt  serves one task and books it in the ledger; false: this demand gets nothing more in this pass
 */
export function inFairOrder<One extends InLine>(
  root: ShareNode,
  ledger: Ledger,
  all: readonly One[],
  attempt: (one: One) => boolean,
): void {
  if (all.length === 0) return;
  const top = levelOf(root, byRow(all, ledger.rows), ledger);
  while (step(top, ledger, attempt));
}

/** The demands of each class, the highest class first. */
export function byRank<One extends InLine>(all: readonly One[]): One[][] {
  const ranks = priorityClasses.map((): One[] => []);
  for (const one of all) ranks[one.entry.rank]?.push(one);
  return ranks;
}

/** Who is in line below each node, by its row. */
interface Below<One extends InLine> {
  readonly nodes: ShareNode[];
  readonly queue: One[];
}

function byRow<One extends InLine>(all: readonly One[], count: number): Below<One>[] {
  const rows = new Array<Below<One>>(count);
  const of = ({ row }: ShareNode): [below: Below<One>, isNew: boolean] => {
    const known = rows[row];
    if (known !== undefined) return [known, false];
    const made = { nodes: [], queue: [] };
    rows[row] = made;
    return [made, true];
  };
  for (const one of all) {
    let node = one.entry.node;
    let [below, isNew] = of(node);
    below.queue.push(one);
    for (let parent = node.parent; isNew && parent !== null; parent = node.parent) {
      [below, isNew] = of(parent);
      below.nodes.push(node);
      node = parent;
    }
  }
  return rows;
}

function levelOf<One extends InLine>(node: ShareNode, rows: readonly Below<One>[], ledger: Ledger): Level<One> {
  const { nodes = [], queue = [] } = rows[node.row] ?? {};
  const below = nodes.length === 0 ? null : new ShareHeap(nodes.map((child) => levelOf(child, rows, ledger)));
  return { node, name: node.name, share: ledger.weighted(node), below, queue: oldestLast(queue) };
}

function oldestLast<One extends InLine>(queue: One[]): One[] {
  if (queue.length < 2) return queue;
  return queue.sort(
    ({ entry: a }, { entry: b }) => b.demand.since - a.demand.since || (b.demand.id < a.demand.id ? -1 : 1),
  );
}

/** One task for whom it is due; false when nobody is left. */
function step<One extends InLine>(root: Level<One>, ledger: Ledger, attempt: (one: One) => boolean): boolean {
  const path: Level<One>[] = [root];
  for (let level = root; level.below !== null; ) {
    const first: Level<One> | undefined = level.below.first;
    if (first === undefined) return false;
    path.push(first);
    level = first;
  }
  const framework = path.at(-1);
  const one = framework?.queue.at(-1);
  if (framework === undefined || one === undefined) return false;
  const served = attempt(one);
  if (served) one.left--;
  if (!served || one.left === 0) framework.queue.pop();
  let gone = framework.queue.length === 0;
  for (let depth = path.length - 1; depth > 0; depth--) {
    const level = path[depth];
    const heap = path[depth - 1]?.below;
    if (level === undefined || heap === undefined || heap === null) break;
    if (gone) heap.dropFirst();
    else if (served) {
      level.share = ledger.weighted(level.node);
      heap.firstGrew();
    }
    // The share of the levels above has grown too, even when this one has left.
    gone = gone && heap.first === undefined;
  }
  return true;
}
