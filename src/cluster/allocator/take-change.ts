import type { TaskView } from '../rules/snapshot.ts';
import type { ClusterState } from '../rules/state/cluster-state.ts';
import type { Change } from './messages.ts';

/** The state after something new. */
export function takeChange(state: ClusterState, change: Change): void {
  if (change.type === 'agent') state.setAgent(change.agent);
  else if (change.type === 'no-agent') state.removeAgent(change.agent);
  else if (change.type === 'role') state.setRole(change.role);
  else if (change.type === 'task') takeTask(state, change.task);
  else if (change.type === 'ending') state.endTask(change.task, change.by);
  else if (change.type === 'over') state.removeTask(change.task);
  else if (change.type === 'demand') state.setDemand(change.demand);
  else if (change.type === 'no-demand') state.removeDemand(change.demand);
  else change satisfies never;
}

/** One that is on no agent that is there takes nobody's room. */
function takeTask(state: ClusterState, task: TaskView): void {
  if (state.agents.byId.has(task.agent)) state.setTask(task);
  else state.removeTask(task.id);
}
