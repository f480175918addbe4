import { allowed } from '../priority-class.ts';
import type { Hold } from '../snapshot.ts';
import type { TaskEntry } from '../state/agent-table.ts';
import type { ClusterState, DemandEntry } from '../state/cluster-state.ts';
import type { Ledger } from '../state/ledger.ts';
import { roleOf, type ShareNode } from '../state/role-tree.ts';
import type { InLine } from './fair-order.ts';
import { Placer } from './placer.ts';
import type { Preemption } from './preempt/preemption.ts';
import type { Refusal } from './refusal.ts';
import type { PlanSettings } from './settings.ts';

/** One task of a demand gets its room on an agent. */
export interface Placement {
  readonly demand: DemandEntry['demand'];
  readonly agent: string;
  /** The role whose guarantee this is; null when it takes from what is left. */
  readonly guaranteedBy: string | null;
}

export interface Waiting extends InLine {
  refusal: Refusal | null;
  /** How many placements there were when it was refused. */
  refusedAfter: number;
  /** Places that are kept for its tasks. */
  holds: number;
}

/** What one cycle has decided so far. Nothing of the state is written on. */
export class Round {
  readonly state: ClusterState;
  readonly now: number;
  readonly settings: PlanSettings;
  readonly placer: Placer;
  readonly waiting: readonly Waiting[];
  /** Who holds what, with what was placed. */
  readonly held: Ledger;
  /** Who will hold what: without what ends, with what is kept for somebody. */
  readonly prospective: Ledger;
  readonly placements: Placement[] = [];
  readonly preemptions: Preemption[] = [];
  readonly victims = new Set<TaskEntry>();
  /** Made in this cycle. */
  readonly newHolds: Hold[] = [];
  /** A node's fair share by its row; found after placing. */
  fairShares = new Float64Array(0);
  /** Roles that have starved long enough to count as below their guarantee. */
  starving: ReadonlySet<ShareNode> = new Set();
  starvedSince: ReadonlyMap<string, number> = new Map();

  constructor(state: ClusterState, now: number, settings: PlanSettings) {
    state.agents.settle();
    this.state = state;
    this.now = now;
    this.settings = settings;
    this.waiting = [...state.demands.values()].map(inLine);
    const counts = new Map<string, number>();
    const holds = freedFirst(state.holds).filter((hold) => {
      const before = counts.get(hold.demand) ?? 0;
      const useful = hold.until > now && before < (state.demands.get(hold.demand)?.demand.count ?? 0);
      if (!useful || state.agents.byId.get(hold.agent)?.view.state !== 'active') return false;
      counts.set(hold.demand, before + 1);
      return true;
    });
    for (const one of this.waiting) one.holds = counts.get(one.entry.demand.id) ?? 0;
    const roleOfDemand = (id: string) => state.demands.get(id)?.demand.role ?? '';
    this.placer = new Placer(
      state.agents,
      holds.map((hold) => [hold, roleOfDemand(hold.demand)] as const),
    );
    this.held = state.held();
    this.prospective = state.staying();
    for (const { demand, resources } of holds) {
      const node = state.demands.get(demand)?.node;
      if (node !== undefined) this.prospective.add(node, resources);
    }
  }

  /** Waiting for room, and for nothing else; known, not inferred. */
  wantsRoom(): Waiting[] {
    return this.waiting.filter(
      ({ left, refusal, entry }) => left > 0 && refusal?.why === 'no-room' && entry.demand.inferred !== true,
    );
  }

  /** The same for those whose size is a guess. */
  guesses(): Waiting[] {
    return this.waiting.filter(
      ({ left, refusal, entry }) => left > 0 && refusal?.why === 'no-room' && entry.demand.guess !== undefined,
    );
  }

  /** What is kept for demands that wait on. */
  holds(): Hold[] {
    const left = new Map(this.waiting.map((one) => [one.entry.demand.id, one.left]));
    const kept: Hold[] = [];
    for (const hold of [...this.placer.held.flatMap((one) => (one.used ? [] : [one.hold])), ...this.newHolds]) {
      const more = left.get(hold.demand) ?? 0;
      if (more > 0) kept.push(hold);
      left.set(hold.demand, more - 1);
    }
    return kept;
  }
}

function inLine(entry: DemandEntry): Waiting {
  const highest = roleOf(entry.node)?.highestClass ?? 'scavenger';
  const refusal = allowed(entry.demand.priority, highest) ? null : { why: 'class-not-allowed' as const, highest };
  return { entry, left: entry.demand.count, refusal, refusedAfter: 0, holds: 0 };
}

/** What ended for somebody fills that one's place before a gathered one. */
function freedFirst(holds: readonly Hold[]): Hold[] {
  const freed = ({ kind }: Hold) => kind === 'freed';
  return [...holds.filter(freed), ...holds.filter((hold) => !freed(hold))];
}
