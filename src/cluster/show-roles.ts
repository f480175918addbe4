import { onAllocatorsClock } from './allocator/monotonic.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Role, SomeResources } from './contract.ts';
import { nothing, plus, type Resources, resourceKinds } from './rules/resources.ts';
import { everyone, groupOf } from './rules/role-views.ts';
import { told, toldKind } from './rules/say/kinds.ts';
import type { Viewer } from './show-task.ts';

/** Roles that the viewer may see, by path: the own and those above them, and all for an administrator. */
export function showRoles(parts: ClusterParts, viewer: Viewer): { items: Role[]; others: Resources } {
  const own = [everyone, ...viewer.groups];
  const shown = new Set(parts.roles.known());
  for (const group of own) shown.add(group).add(`${group}/${viewer.account}`);
  const items = [...shown].sort().filter((path) => maySee(path, viewer));
  const seen = new Set(items);
  let others = nothing;
  for (const group of parts.holdings.groups())
    if (!seen.has(group)) others = plus(others, parts.holdings.inRole(group).resources);
  return { items: items.map((path) => showRole(parts, path)), others };
}

function maySee(path: string, { administrator, account, groups }: Viewer): boolean {
  const group = groupOf(path);
  if (administrator) return true;
  if (group !== everyone && !groups.includes(group)) return false;
  return path === group || path === `${group}/${account}`;
}

export function showRole(parts: ClusterParts, path: string): Role {
  const view = parts.roles.view(path);
  const record = parts.roles.record(path);
  const standing = parts.standings.of(path);
  const { running, waiting } = parts.holdings.inRole(path);
  const { clock } = parts.foundation;
  const ahead = clock.now() - onAllocatorsClock(clock.now())(clock.now());
  return {
    path,
    weight: view.weight,
    guarantee: toldSome(view.guarantee),
    limit: toldSome(view.limit),
    highestClass: view.highestClass,
    recorded: record !== undefined,
    used: told(standing?.held ?? nothing),
    dominant: standing?.dominant ? toldKind(standing.dominant) : null,
    share: standing?.share ?? 0,
    fairShare: standing?.fairShare ?? 0,
    starvedSince: standing?.starvedSince == null ? null : Math.round(standing.starvedSince + ahead),
    running,
    waiting,
  };
}

function toldSome(some: Partial<Resources>): SomeResources {
  const all = told({ ...nothing, ...some });
  return Object.fromEntries(
    resourceKinds.filter((kind) => some[kind] !== undefined).map((kind) => [toldKind(kind), all[toldKind(kind)]]),
  );
}
