import { rank } from '../priority-class.ts';
import type { AgentView, Demand, Hold, RoleView, Snapshot, TaskView } from '../snapshot.ts';
import { type AgentEntry, AgentTable, type TaskEntry, taskEntry } from './agent-table.ts';
import { Amounts } from './amounts.ts';
import { Ledger } from './ledger.ts';
import { RoleTree, type ShareNode } from './role-tree.ts';

export interface DemandEntry {
  readonly demand: Demand;
  readonly node: ShareNode;
  readonly rank: number;
  /** The same for demands that may run on the same agents. */
  readonly whereKey: string;
}

/**
 * What the allocator knows, indexed, and kept up to date by events between cycles, so that a cycle costs what has changed
 * and what waits. `ClusterState.from(snapshot)` is the same state without a past.
 */
export class ClusterState {
  readonly agents = new AgentTable();
  readonly tree = new RoleTree();
  readonly tasks = new Map<string, TaskEntry>();
  readonly demands = new Map<string, DemandEntry>();
  holds: readonly Hold[] = [];
  starvedSince: ReadonlyMap<string, number> = new Map();
  readonly #held = new Amounts(0);
  readonly #ending = new Amounts(0);

  static from(snapshot: Snapshot): ClusterState {
    const state = new ClusterState();
    for (const agent of snapshot.agents) state.setAgent(agent);
    for (const role of [...snapshot.roles].sort((a, b) => depth(a.path) - depth(b.path))) state.setRole(role);
    for (const task of snapshot.tasks) state.setTask(task);
    for (const demand of snapshot.demands) state.setDemand(demand);
    state.holds = snapshot.holds;
    state.starvedSince = snapshot.starvedSince;
    return state;
  }

  setAgent(view: AgentView): void {
    this.agents.set(view);
  }

  /** The agent and its tasks are gone; these are returned. */
  removeAgent(id: string): TaskView[] {
    const gone = [...(this.agents.byId.get(id)?.tasks ?? [])].map(({ view }) => view);
    for (const task of gone) this.removeTask(task.id);
    this.agents.remove(id);
    return gone;
  }

  setRole(role: RoleView): void {
    this.tree.setRole(role);
    this.#grow();
  }

  removeRole(path: string): void {
    const { row } = this.tree.role(path);
    this.tree.removeRole(path);
    this.#held.clear(row);
    this.#ending.clear(row);
  }

  /** A new task, or what is new of a known one, which stays where it is. */
  setTask(view: TaskView): void {
    this.removeTask(view.id);
    const agent = this.#agent(view.agent);
    const node = this.tree.use(view.role, view.framework);
    this.#grow();
    const task = taskEntry(view, agent, node);
    this.tasks.set(view.id, task);
    agent.tasks.add(task);
    this.#book(task, 1);
  }

  removeTask(id: string): void {
    const task = this.tasks.get(id);
    if (task === undefined) return;
    this.#book(task, -1);
    task.agent.tasks.delete(task);
    this.tasks.delete(id);
    this.#release(task.view);
  }

  /** The task was told to end. */
  endTask(id: string, endsBy: number): void {
    const task = this.tasks.get(id);
    if (task === undefined) return;
    this.#book(task, -1);
    task.view = { ...task.view, ending: true, endsBy: Math.min(endsBy, task.view.endsBy ?? endsBy) };
    this.#book(task, 1);
  }

  /** A new demand, or what is new of a known one; one for no task is gone. */
  setDemand(demand: Demand): void {
    const node = this.tree.use(demand.role, demand.framework);
    this.#grow();
    this.removeDemand(demand.id);
    const { where, priority } = demand;
    const whereKey = where.length === 0 ? '' : JSON.stringify(where);
    if (demand.count > 0) this.demands.set(demand.id, { demand, node, rank: rank(priority), whereKey });
    else this.#release(demand);
  }

  removeDemand(id: string): void {
    const known = this.demands.get(id);
    if (known === undefined) return;
    this.demands.delete(id);
    this.#release(known.demand);
  }

  /** What everybody holds, as a copy that a cycle may write on. */
  held(): Ledger {
    return new Ledger(this.agents.total, this.#held.copy());
  }

  /** The same without what was told to end. */
  staying(): Ledger {
    const amounts = this.#held.copy();
    amounts.addAll(this.#ending, -1);
    return new Ledger(this.agents.total, amounts);
  }

  #book(task: TaskEntry, factor: 1 | -1): void {
    const { resources, ending } = task.view;
    for (let each: ShareNode | null = task.node; each !== null; each = each.parent) {
      this.#held.add(each.row, resources, factor);
      if (ending) this.#ending.add(each.row, resources, factor);
    }
    this.agents.book(task, factor);
  }

  #release({ role, framework }: { readonly role: string; readonly framework: string }): void {
    const row = this.tree.release(role, framework);
    if (row === undefined) return;
    this.#held.clear(row);
    this.#ending.clear(row);
  }

  #grow(): void {
    this.#held.grow(this.tree.rows);
    this.#ending.grow(this.tree.rows);
  }

  #agent(id: string): AgentEntry {
    const agent = this.agents.byId.get(id);
    if (agent === undefined) throw new RangeError(`There is no agent "${id}".`);
    return agent;
  }
}

function depth(path: string): number {
  return path.split('/').length;
}
