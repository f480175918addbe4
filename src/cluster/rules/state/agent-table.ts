import { rank } from '../priority-class.ts';
import { minus, nothing, plus, type Resources, sum } from '../resources.ts';
import type { AgentView, TaskView } from '../snapshot.ts';
import { type AgentClass, classify, looks } from './agent-classes.ts';
import { Amounts } from './amounts.ts';
import { type ReservedRoom, reservedRooms, roomsFor } from './reserved-rooms.ts';
import type { ShareNode } from './role-tree.ts';

export interface AgentEntry {
  view: AgentView;
  /** Where it stands in the columns; changes when agents come and go. */
  row: number;
  readonly tasks: Set<TaskEntry>;
  /** What is left of its reservations. */
  reserved: readonly ReservedRoom[];
  /** What those of its tasks that stand in reservations have of them. */
  inReserved: ReadonlyMap<TaskEntry, readonly ReservedRoom[]>;
}

/** What everybody may take when the task ends; with `role`, what that role may. */
export function freedBy(agent: AgentEntry, task: TaskEntry, role?: string): Resources {
  const parts = agent.inReserved.get(task);
  if (parts === undefined) return task.view.resources;
  const open = minus(task.view.resources, sum(parts.map(({ room }) => room)));
  return role === undefined ? open : plus(open, roomsFor(parts, role));
}

export interface TaskEntry {
  view: TaskView;
  readonly agent: AgentEntry;
  /** Its framework's. */
  readonly node: ShareNode;
  readonly rank: number;
}

/**
 * The agents as columns, a row for each, agents that look alike side by side. What comes and goes is booked in the row;
 * amounts are whole numbers, so nothing adds up that is not there. A row is made anew from the agent's tasks when the agent
 * has changed, has reservations, or loses the task that would have ended next.
 */
export class AgentTable {
  readonly byId = new Map<string, AgentEntry>();
  ordered: readonly AgentEntry[] = [];
  classes: readonly AgentClass[] = [];
  /** What everybody may take; -1 of everything where nothing new may start. */
  open = new Amounts(0);
  /** What tasks hold that were told to end. */
  coming = new Amounts(0);
  /** `open`, with what is held by tasks with a known end. */
  inTime = new Amounts(0);
  /** For each rank, what tasks of it and of lower classes hold that were not told to end. */
  readonly lower = [0, 1, 2, 3, 4].map(() => new Amounts(0));
  /** When the next task with a known end ends; infinite where there is none. */
  nextEnd = new Float64Array(0);
  /** Those with reservations. */
  readonly reserving = new Set<AgentEntry>();
  /** What all reachable agents have. */
  total: Resources = nothing;
  #moved = false;
  readonly #changed = new Set<AgentEntry>();

  set(view: AgentView): void {
    const known = this.byId.get(view.id);
    if (known === undefined)
      this.byId.set(view.id, { view, row: -1, tasks: new Set(), reserved: [], inReserved: new Map() });
    if (known === undefined || looks(known.view.attributes) !== looks(view.attributes)) this.#moved = true;
    else this.#changed.add(known);
    const before = reachable(known?.view);
    if (known !== undefined) known.view = view;
    this.total = plus(minus(this.total, before), reachable(view));
  }

  /** Its tasks must be gone. */
  remove(id: string): void {
    this.total = minus(this.total, reachable(this.byId.get(id)?.view));
    const agent = this.byId.get(id);
    if (agent === undefined) return;
    this.reserving.delete(agent);
    this.byId.delete(id);
    this.#moved = true;
  }

  /** The task has come to its agent, or with -1 it goes. */
  book({ agent, rank, view }: TaskEntry, factor: 1 | -1): void {
    if (this.#isMadeAnew(agent)) {
      this.#changed.add(agent);
      return;
    }
    const { row } = agent;
    const { resources, ending, endsBy } = view;
    this.open.add(row, resources, -factor);
    if (ending) this.coming.add(row, resources, factor);
    else for (let each = rank; each >= 0; each--) this.lower[each]?.add(row, resources, factor);
    const nextEnd = this.nextEnd[row] ?? 0;
    if (endsBy === null) this.inTime.add(row, resources, -factor);
    else if (factor > 0) this.nextEnd[row] = Math.min(nextEnd, endsBy);
    else if (endsBy <= nextEnd) this.#changed.add(agent);
  }

  #isMadeAnew(agent: AgentEntry): boolean {
    if (this.#moved || agent.row < 0 || this.#changed.has(agent)) return true;
    return agent.view.state !== 'active' || agent.view.reserved.length > 0;
  }

  /** Brings the columns up to date. */
  settle(): void {
    if (this.#moved) this.#arrange();
    for (const agent of this.#changed) if (this.byId.has(agent.view.id)) this.#write(agent);
    this.#changed.clear();
    this.#moved = false;
  }

  #arrange(): void {
    const { ordered, classes } = classify(this.byId.values());
    this.ordered = ordered;
    this.classes = classes;
    for (const one of [this.open, this.coming, this.inTime, ...this.lower]) one.rows = new Amounts(ordered.length).rows;
    this.nextEnd = new Float64Array(ordered.length);
    for (const [row, agent] of ordered.entries()) {
      agent.row = row;
      this.#changed.add(agent);
    }
  }

  #write(agent: AgentEntry): void {
    const { row, view, tasks } = agent;
    const { open, coming, inTime, lower } = this;
    const { rooms, used } = reservedRooms(view.reserved, tasks);
    agent.reserved = rooms;
    agent.inReserved = used;
    if (agent.reserved.length > 0) this.reserving.add(agent);
    else this.reserving.delete(agent);
    open.put(row, view.total);
    for (const { room } of agent.reserved) open.add(row, room, -1);
    coming.clear(row);
    inTime.clear(row);
    for (const one of lower) one.clear(row);
    let nextEnd = Number.POSITIVE_INFINITY;
    for (const task of tasks) {
      const { resources, ending, endsBy } = task.view;
      open.add(row, resources, -1);
      const freed = freedBy(agent, task);
      if (ending) coming.add(row, freed);
      else lower[task.rank]?.add(row, freed);
      if (endsBy === null) continue;
      inTime.add(row, freed);
      nextEnd = Math.min(nextEnd, endsBy);
    }
    for (let rank = lower.length - 2; rank >= 0; rank--) lower[rank]?.addRow(row, lower[rank + 1]);
    inTime.addRow(row, open);
    this.nextEnd[row] = nextEnd;
    if (view.state === 'active') return;
    open.clear(row, -1);
    inTime.clear(row, -1);
    coming.clear(row, -1);
    for (const one of lower) one.clear(row);
  }
}

export function taskEntry(view: TaskView, agent: AgentEntry, node: ShareNode): TaskEntry {
  return { view, agent, node, rank: rank(view.priority) };
}

function reachable(view: AgentView | undefined): Resources {
  return view === undefined || view.state === 'unreachable' ? nothing : view.total;
}
