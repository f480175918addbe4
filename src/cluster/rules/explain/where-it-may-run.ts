import type { Round } from '../plan/round.ts';
import { fits, type ResourceKind, type Resources, resourceKinds } from '../resources.ts';
import type { AgentEntry } from '../state/agent-table.ts';
import { Amounts, kindCount } from '../state/amounts.ts';
import type { DemandEntry } from '../state/cluster-state.ts';
import type { Holders } from './reason.ts';

const mostHolders = 3;

/** The agents on which demands with the same constraints may run, so that one look at them explains all of these. */
export class WhereItMayRun {
  readonly agents: readonly AgentEntry[];
  readonly #round: Round;
  readonly #whole: boolean;
  /** What is free, by kind, the least first. */
  readonly #free = new Map<ResourceKind, Float64Array>();
  /** What tasks here hold, by the row of their role. */
  #tasks: Amounts | null = null;
  readonly #holders = new Map<ResourceKind, Holders>();
  readonly #sizes: { readonly total: Resources; count: number }[] = [];

  constructor(round: Round, { demand, whereKey }: DemandEntry) {
    const { ordered } = round.state.agents;
    const active = ({ view }: AgentEntry) => view.state === 'active';
    this.#round = round;
    this.agents = round.placer
      .matching(whereKey, demand.where)
      .flatMap(({ from, to }) => ordered.slice(from, to).filter(active));
    this.#whole = demand.where.length === 0;
    for (const { view } of this.agents) {
      const known = this.#sizes.find(({ total }) => same(total, view.total));
      if (known === undefined) this.#sizes.push({ total: view.total, count: 1 });
      else known.count++;
    }
  }

  tooSmallFor(need: Resources): number {
    return this.#sizes.reduce((sum, { total, count }) => sum + (fits(need, total) ? 0 : count), 0);
  }

  /** Of which the most agents have too little in all; null where each has enough of each. */
  tooSmallKind(need: Resources): ResourceKind | null {
    let most: { kind: ResourceKind | null; agents: number } = { kind: null, agents: 0 };
    for (const kind of resourceKinds) {
      const agents = this.#sizes.reduce((sum, { total, count }) => sum + (need[kind] > total[kind] ? count : 0), 0);
      if (agents > most.agents) most = { kind, agents };
    }
    return most.kind;
  }

  /** Agents with less than so much free. */
  withLess(kind: ResourceKind, amount: number): number {
    const sorted = this.#sorted(kind);
    let from = 0;
    let to = sorted.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((sorted[middle] ?? 0) < amount) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** The roles that hold most of a kind here. */
  holders(kind: ResourceKind): Holders {
    let known = this.#holders.get(kind);
    if (known === undefined) {
      const held = this.#whole ? this.#heldEverywhere(kind) : this.#heldHere(kind);
      const roles = [...held].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, mostHolders);
      known = { kind, roles: roles.map(([role, amount]) => ({ role, amount })) };
      this.#holders.set(kind, known);
    }
    return known;
  }

  #sorted(kind: ResourceKind): Float64Array {
    let sorted = this.#free.get(kind);
    if (sorted === undefined) {
      const { rows } = this.#round.placer.places.free;
      const offset = resourceKinds.indexOf(kind);
      sorted = Float64Array.from(this.agents, ({ row }) => rows[row * kindCount + offset] ?? 0).sort();
      this.#free.set(kind, sorted);
    }
    return sorted;
  }

  /** Of roles that run something themselves. */
  #heldEverywhere(kind: ResourceKind): [string, number][] {
    const { state, held } = this.#round;
    return [...state.tree.roles()].flatMap((node): [string, number][] => {
      let amount = held.amounts.of(node.row, kind);
      for (const child of node.children) if (child.role !== null) amount -= held.amounts.of(child.row, kind);
      return amount > 0 ? [[node.name, amount]] : [];
    });
  }

  #heldHere(kind: ResourceKind): [string, number][] {
    const { tree } = this.#round.state;
    this.#tasks ??= this.#heldByTasks(tree.rows);
    const held = this.#tasks;
    return [...tree.roles()].flatMap((node): [string, number][] => {
      const amount = held.of(node.row, kind);
      return amount > 0 ? [[node.name, amount]] : [];
    });
  }

  #heldByTasks(rows: number): Amounts {
    const held = new Amounts(rows);
    for (const { tasks } of this.agents)
      for (const { view, node } of tasks) held.add(node.parent?.row ?? node.row, view.resources);
    return held;
  }
}

/** What this cycle placed on each agent, which the state does not know yet. */
export function placedOn({ state, placements }: Round): Amounts {
  const placed = new Amounts(state.agents.ordered.length);
  for (const { agent, demand } of placements) {
    const entry = state.agents.byId.get(agent);
    if (entry !== undefined) placed.add(entry.row, demand.need);
  }
  return placed;
}

function same(a: Resources, b: Resources): boolean {
  return resourceKinds.every((kind) => a[kind] === b[kind]);
}
