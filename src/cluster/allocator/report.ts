import { explain } from '../rules/explain/explain.ts';
import type { Plan } from '../rules/plan/plan.ts';
import { type ResourceKind, type Resources, resourceKinds } from '../rules/resources.ts';
import type { Report, Standing } from './messages.ts';

/** Why each demand waits, and where each role stands, after a cycle. */
export function reportOf(plan: Plan): Report {
  const { state, held, fairShares } = plan.round;
  const total = state.agents.total;
  const standings: Standing[] = [];
  for (const node of state.tree.roles()) {
    const resources = held.held(node);
    standings.push({
      role: node.role?.path ?? node.name,
      held: resources,
      share: held.share(node) * node.weight,
      fairShare: fairShares[node.row] ?? 0,
      dominant: dominantOf(resources, total),
      starvedSince: plan.starvedSince.get(node.role?.path ?? node.name) ?? null,
    });
  }
  return { type: 'report', reasons: explain(plan), standings };
}

function dominantOf(held: Resources, total: Resources): ResourceKind | null {
  let most: ResourceKind | null = null;
  let part = 0;
  for (const kind of resourceKinds) {
    if (total[kind] <= 0 || held[kind] / total[kind] <= part) continue;
    part = held[kind] / total[kind];
    most = kind;
  }
  return most;
}
