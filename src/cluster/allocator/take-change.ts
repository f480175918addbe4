import type { ClusterState } from '../rules/state/cluster-state.ts';
import type { Change } from './messages.ts';

/** The state after something new. */
export function takeChange(state: ClusterState, change: Change): void {
  if (change.type === 'agent') state.setAgent(change.agent);
  else if (change.type === 'role') state.setRole(change.role);
  else if (change.type === 'task') state.setTask(change.task);
  else if (change.type === 'ending') state.endTask(change.task, change.by);
  else if (change.type === 'over') state.removeTask(change.task);
  else if (change.type === 'demand') state.setDemand(change.demand);
  else if (change.type === 'no-demand') state.removeDemand(change.demand);
  else change satisfies never;
}
