import type { Plan, WaitingDemand } from '../plan/plan.ts';
import { type ResourceKind, type Resources, resourceKinds } from '../resources.ts';
import type { Hold } from '../snapshot.ts';
import { met } from '../state/agent-classes.ts';
import type { Amounts } from '../state/amounts.ts';
import type { DemandEntry } from '../state/cluster-state.ts';
import { earliestEnd } from './earliest-end.ts';
import type { Reason, RuledOut, Start } from './reason.ts';
import { placedOn, WhereItMayRun } from './where-it-may-run.ts';

/** Why each demand of a plan waits; what many have in common is looked at once. */
export function explain(plan: Plan): Reason[] {
  const explainer = new Explainer(plan);
  return plan.waiting.map((one) => explainer.reason(one));
}

/** Why this demand waits; null when it does not. */
export function explainOne(plan: Plan, demand: string): Reason | null {
  const waiting = plan.waiting.find((one) => one.demand.id === demand);
  return waiting === undefined ? null : new Explainer(plan).reason(waiting);
}

class Explainer {
  readonly #plan: Plan;
  readonly #inactive: number;
  readonly #placed: Amounts;
  readonly #keptFor: ReadonlyMap<string, readonly Hold[]>;
  readonly #places = new Map<string, WhereItMayRun>();
  readonly #kept = new Map<string, { reserved: number; kept: number }>();
  readonly #starts = new Map<string, Start>();

  constructor(plan: Plan) {
    const { ordered } = plan.round.state.agents;
    this.#plan = plan;
    this.#inactive = ordered.reduce((count, { view }) => count + (view.state === 'active' ? 0 : 1), 0);
    this.#placed = placedOn(plan.round);
    this.#keptFor = Map.groupBy(plan.holds, ({ demand }) => demand);
  }

  reason({ demand, left, refusal }: WaitingDemand): Reason {
    const { id, role, framework, priority, need, since, guess = null } = demand;
    const entry = this.#plan.round.state.demands.get(id);
    if (entry === undefined) throw new RangeError(`The plan's state has no demand "${id}" any more.`);
    const where = this.#where(entry);
    const agents = this.#ruledOut(entry, where);
    const short = resourceKinds.filter((kind) => (agents.short[kind] ?? 0) > 0);
    const common = { demand: id, role, framework, priority, need, tasks: left, since, refusal, agents, guess };
    const holders = short.map((kind) => where.holders(kind));
    return { ...common, holders, start: this.#start(entry, refusal, where, agents) };
  }

  #where(entry: DemandEntry): WhereItMayRun {
    const known = this.#places.get(entry.whereKey);
    if (known !== undefined) return known;
    const made = new WhereItMayRun(this.#plan.round, entry);
    this.#places.set(entry.whereKey, made);
    return made;
  }

  #ruledOut(entry: DemandEntry, where: WhereItMayRun): RuledOut {
    const { agents } = this.#plan.round.state;
    const { need, where: constraints, declined } = entry.demand;
    const short: Partial<Record<ResourceKind, number>> = {};
    for (const kind of resourceKinds) {
      const count = need[kind] > 0 ? where.withLess(kind, need[kind]) : 0;
      if (count > 0) short[kind] = count;
    }
    return {
      total: agents.ordered.length,
      inactive: this.#inactive,
      constraints: constraints.map((constraint) => ({
        constraint,
        agents: agents.classes.reduce(
          (n, { from, to, attributes }) => n + (met(attributes, constraint) ? 0 : to - from),
          0,
        ),
      })),
      eligible: where.agents.length,
      declined: declined.size === 0 ? 0 : where.agents.filter(({ view }) => declined.has(view.id)).length,
      short,
      tooSmall: where.tooSmallFor(need),
      tooSmallKind: where.tooSmallKind(need),
      ...this.#keptOnce(entry),
    };
  }

  /** What demands that look alike have in common. */
  #keptOnce(entry: DemandEntry): { reserved: number; kept: number } {
    if (entry.demand.declined.size > 0 || this.#keptFor.has(entry.demand.id)) return this.#keptFromIt(entry);
    const key = looksOf(entry);
    const known = this.#kept.get(key) ?? this.#keptFromIt(entry);
    this.#kept.set(key, known);
    return known;
  }

  /** Where there would be room, were it not reserved or kept for others. */
  #keptFromIt(entry: DemandEntry): { reserved: number; kept: number } {
    const { placer } = this.#plan.round;
    const { need } = entry.demand;
    const { free } = placer.places;
    const without = (row: number, more: Resources) => free.fitsPlus(row, more, need) && !free.fits(row, need);
    let reserved = 0;
    for (const { agent, room } of placer.reservedRooms())
      if (without(agent.row, room) && placer.mayTake(agent, entry)) reserved++;
    let kept = 0;
    for (const { agent, room, hold } of placer.held)
      if (hold?.demand !== entry.demand.id && without(agent.row, room) && placer.mayTake(agent, entry)) kept++;
    return { reserved, kept };
  }

  #hasRoomDeclined({ demand: { need, declined } }: DemandEntry, where: WhereItMayRun): boolean {
    const { free } = this.#plan.round.placer.places;
    return declined.size > 0 && where.agents.some(({ view, row }) => declined.has(view.id) && free.fits(row, need));
  }

  #start(entry: DemandEntry, refusal: WaitingDemand['refusal'], where: WhereItMayRun, agents: RuledOut): Start {
    const { need, id } = entry.demand;
    if (refusal.why === 'class-not-allowed') return { by: 'class', highest: refusal.highest };
    if (refusal.why === 'limit') {
      const { role, kind, held, limit } = refusal;
      return { by: 'limit', role, kind, over: held + need[kind] - limit };
    }
    const [kept] = this.#keptFor.get(id) ?? [];
    if (kept !== undefined) return { by: 'kept-place', agent: kept.agent, at: kept.readyAt };
    if (agents.eligible === 0) return { by: 'another-agent', constrained: entry.demand.where.length > 0 };
    if (agents.tooSmall === agents.eligible) return { by: 'larger-agent' };
    if (this.#hasRoomDeclined(entry, where)) return { by: 'framework' };
    const key = looksOf(entry);
    let start = this.#starts.get(key);
    if (start === undefined) {
      const end = earliestEnd(this.#plan.round, where, this.#placed, need);
      start = end === null ? { by: 'ends', reserved: agents.reserved > 0 } : { by: 'known-ends', ...end };
      this.#starts.set(key, start);
    }
    return start;
  }
}

/** The same for demands that need the same and may run on the same agents. */
function looksOf({ whereKey, demand: { need } }: DemandEntry): string {
  return `${whereKey} ${need.milliCpus} ${need.memory} ${need.disk} ${need.inodes} ${need.bandwidth} ${need.ports}`;
}
