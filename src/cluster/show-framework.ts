import type { Context } from '../platform/index.ts';
import type { QueryOf, ReplyOf } from '../platform/operation.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Framework, listFrameworks as listing } from './contract.ts';
import type { FrameworkLook } from './frameworks/look.ts';
import { clusterProblems } from './problems.ts';
import { runFramework, workspaceFramework, workspacePrefix } from './rules/allocator-views.ts';
import { nothing, plus, sum } from './rules/resources.ts';
import { told } from './rules/say/kinds.ts';
import type { Viewer } from './show-task.ts';
import type { TaskRecord } from './tasks/task-record.ts';
import { viewerOf } from './viewer.ts';

/** Frameworks by id: the platform's own, workspaces that run, and those that speak Mesos's API. */
export async function listFrameworks(
  ctx: Context,
  parts: ClusterParts,
  { after = '', limit, completed }: QueryOf<typeof listing>,
): Promise<ReplyOf<typeof listing>> {
  const viewer = await viewerOf(ctx, parts);
  const others = parts.frameworks.looks().filter(({ record, state }) => {
    return (completed || state !== 'completed') && maySee(record.account, viewer);
  });
  const all = [
    ...[runFramework, workspaceFramework].map(({ id }) => ({ id, show: () => showBuiltIn(parts, id) })),
    ...workspaces(parts, viewer).map((place) => ({
      id: workspaceId(place),
      show: () => showWorkspace(parts, place),
    })),
    ...others.map((look) => ({ id: look.record.id, show: () => showOne(parts, look) })),
  ];
  const left = all.filter(({ id }) => id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
  const items = left.slice(0, limit).map(({ show }) => show());
  return { items, next: left.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** What the caller may not see does not exist for him. */
export function frameworkOf(parts: ClusterParts, id: string, viewer: Viewer): Framework {
  if (id === runFramework.id || id === workspaceFramework.id) return showBuiltIn(parts, id);
  const place = workspaces(parts, viewer).find((each) => workspaceId(each) === id);
  if (place !== undefined) return showWorkspace(parts, place);
  const look = parts.frameworks.look(id);
  if (look === undefined || !maySee(look.record.account, viewer)) throw clusterProblems['framework-not-found']();
  return showOne(parts, look);
}

/** The framework that a running workspace is. */
export function workspaceId({ account }: TaskRecord): string {
  return `${workspacePrefix}${account}`;
}

function maySee(account: string, viewer: Viewer): boolean {
  return viewer.administrator || account === viewer.account;
}

function workspaces({ places }: ClusterParts, viewer: Viewer): TaskRecord[] {
  return places.all().filter(({ framework, agent, account }) => {
    return framework === workspaceFramework.id && agent !== null && maySee(account, viewer);
  });
}

const always = {
  state: 'connected',
  address: null,
  disconnectedAt: null,
  endsAt: null,
  silent: false,
  suppressed: false,
} as const;

function showBuiltIn(parts: ClusterParts, id: string): Framework {
  const { name } = id === runFramework.id ? runFramework : workspaceFramework;
  const { resources, running, waiting } = parts.holdings.ofFramework(id);
  return {
    ...always,
    ...{ id, name, kind: 'built-in', account: null, roles: [], within: null, running, waiting, offers: 0 },
    ...{ registeredAt: parts.startedAt, connectedAt: parts.startedAt },
    ...{ used: told(resources), offered: told(nothing) },
  };
}

/** Code in it takes offers: what it holds and wants is what the frameworks inside hold and want. */
function showWorkspace(parts: ClusterParts, place: TaskRecord): Framework {
  const { account, role, requestedAt, launchedAt } = place;
  const inside = parts.frameworks.looks().filter(({ record, state }) => {
    return record.workspace === place.id && state !== 'completed';
  });
  const shown = inside.map((look) => showOne(parts, look));
  const count = (kind: 'running' | 'waiting' | 'offers') => shown.reduce((all, { [kind]: one }) => all + one, 0);
  const held = inside.reduce((all, { record }) => plus(all, parts.holdings.ofFramework(record.id).resources), nothing);
  const offered = sum(inside.flatMap(({ offers }) => offers.map(({ share }) => share.resources)));
  return {
    ...always,
    ...{ id: workspaceId(place), name: account, kind: 'workspace', account, roles: [role], within: null },
    ...{ registeredAt: launchedAt ?? requestedAt, connectedAt: launchedAt ?? requestedAt },
    ...{ running: count('running'), waiting: count('waiting'), offers: count('offers') },
    ...{ used: told(held), offered: told(offered) },
  };
}

function showOne(parts: ClusterParts, look: FrameworkLook): Framework {
  const { record, offers, demands } = look;
  const { id, name, account, roles, webUiUrl, workspace } = record;
  const held = parts.holdings.ofFramework(id);
  const waits = [...demands].reduce((all, demand) => all + (parts.standings.reason(demand)?.tasks ?? 0), 0);
  const place = workspace === undefined ? undefined : parts.places.get(workspace);
  return {
    ...{ id, name, kind: 'mesos', account, roles: [...roles], state: look.state },
    address: /^https?:\/\//.test(webUiUrl) ? webUiUrl : null,
    within: place === undefined ? null : workspaceId(place),
    registeredAt: look.registeredAt,
    connectedAt: look.connectedAt,
    disconnectedAt: look.disconnectedAt,
    endsAt: look.endsAt,
    used: told(held.resources),
    offered: told(sum(offers.map(({ share }) => share.resources))),
    offers: offers.length,
    running: held.running,
    waiting: waits,
    silent: look.silent,
    suppressed: look.suppressed,
  };
}
