import type { RoleView, Snapshot } from '../snapshot.ts';
import type { ClusterState } from '../state/cluster-state.ts';

/** A state as plain data, with some roles as they might be. */
export function snapshotOf(state: ClusterState, changed: readonly RoleView[]): Snapshot {
  const roles = new Map<string, RoleView>();
  for (const { role } of state.tree.roles()) if (role !== null) roles.set(role.path, role);
  for (const role of changed) roles.set(role.path, role);
  return {
    agents: [...state.agents.byId.values()].map(({ view }) => view),
    roles: [...roles.values()],
    tasks: [...state.tasks.values()].map(({ view }) => view),
    demands: [...state.demands.values()].map(({ demand }) => demand),
    holds: state.holds,
    starvedSince: state.starvedSince,
  };
}
