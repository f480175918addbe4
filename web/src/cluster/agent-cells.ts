import type { Agent } from '../../../src/cluster/contract.ts';

/** Who has each cell of an agent's tile: an index into its roles, the largest first; -1 where it is free. */
export function agentCells(
  agent: Pick<Agent, 'total' | 'byRole'>,
  kind: 'cpus' | 'memory',
  count: number,
): readonly number[] {
  const total = agent.total[kind];
  const cells: number[] = [];
  let held = 0;
  let at = 0;
  for (let cell = 0; cell < count; cell++) {
    const middle = ((cell + 0.5) * total) / count;
    while (at < agent.byRole.length && held + (agent.byRole[at]?.resources[kind] ?? 0) <= middle)
      held += agent.byRole[at++]?.resources[kind] ?? 0;
    cells.push(at < agent.byRole.length ? at : -1);
  }
  return cells;
}
