import type { AgentView, Demand, Hold, RoleView, Snapshot, TaskView } from '../rules/snapshot.ts';
import type { ClusterState } from '../rules/state/cluster-state.ts';
import type { Change } from './messages.ts';

/** So much of a state is copied in one turn. */
const atOnce = 500;

/** A state told in parts, each small enough that nothing else waits for it. What changes meanwhile is told after it. */
export function* partsOf(state: ClusterState): Generator<readonly Change[]> {
  let part: Change[] = [];
  for (const change of changesOf(state)) {
    part.push(change);
    if (part.length < atOnce) continue;
    yield part;
    part = [];
  }
  yield part;
}

function* changesOf(state: ClusterState): Generator<Change> {
  for (const { role } of state.tree.roles()) if (role !== null) yield { type: 'role', role };
  for (const { view } of state.agents.byId.values()) yield { type: 'agent', agent: view };
  for (const { view } of state.tasks.values()) yield { type: 'task', task: view };
  for (const { demand } of state.demands.values()) yield { type: 'demand', demand };
}

/** What was told of a state, as plain data. */
export class StateCopy {
  readonly #agents = new Map<string, AgentView>();
  readonly #roles = new Map<string, RoleView>();
  readonly #tasks = new Map<string, TaskView>();
  readonly #demands = new Map<string, Demand>();

  take(change: Change): void {
    if (change.type === 'agent') this.#agents.set(change.agent.id, change.agent);
    else if (change.type === 'no-agent') this.#agents.delete(change.agent);
    else if (change.type === 'role') this.#roles.set(change.role.path, change.role);
    else if (change.type === 'task') this.#tasks.set(change.task.id, change.task);
    else if (change.type === 'ending') this.#ends(change.task, change.by);
    else if (change.type === 'over') this.#tasks.delete(change.task);
    else if (change.type === 'demand') this.#demands.set(change.demand.id, change.demand);
    else if (change.type === 'no-demand') this.#demands.delete(change.demand);
    else change satisfies never;
  }

  /** @param changed  roles as they might be */
  snapshot(rest: Pick<Snapshot, 'holds' | 'starvedSince'>, changed: readonly RoleView[]): Snapshot {
    const roles = new Map(this.#roles);
    for (const role of changed) roles.set(role.path, role);
    const here = ({ agent }: TaskView | Hold) => this.#agents.has(agent);
    return {
      agents: [...this.#agents.values()],
      roles: [...roles.values()],
      tasks: [...this.#tasks.values()].filter(here),
      demands: [...this.#demands.values()].filter(({ count }) => count > 0),
      holds: rest.holds.filter(here),
      starvedSince: rest.starvedSince,
    };
  }

  #ends(id: string, by: number): void {
    const task = this.#tasks.get(id);
    if (task !== undefined) this.#tasks.set(id, { ...task, ending: true, endsBy: Math.min(by, task.endsBy ?? by) });
  }
}
