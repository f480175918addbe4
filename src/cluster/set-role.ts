import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { limitedNames, type Role, type RoleChange, type SomeResources } from './contract.ts';
import { clusterProblems } from './problems.ts';
import { nothing, plus } from './rules/resources.ts';
import { groupOf } from './rules/role-views.ts';
import { amountText } from './rules/say/amount-text.ts';
import { told } from './rules/say/kinds.ts';
import { showRole } from './show-roles.ts';
import { allRoles, type RoleRecord, saveRole } from './store/roles.ts';

/** Stores what changes of a role; the next cycle of the allocator goes by it. */
export async function setRole(ctx: Context, parts: ClusterParts, change: RoleChange): Promise<Role> {
  await setRoles(ctx, parts, [change]);
  return showRole(parts, change.path);
}

/** Several together: they are looked at as they would all be, and stored as one. */
export async function setRoles(ctx: Context, parts: ClusterParts, changes: readonly RoleChange[]): Promise<Role[]> {
  const records = new Map((await allRoles(ctx.read)).map((record) => [record.path, record]));
  const changed = new Set(changes.map(({ path }) => path));
  for (const change of changes) records.set(change.path, roleAfter(change, [...records.values()]));
  const after = [...records.values()].filter(({ path }) => changed.has(path));
  for (const each of after) await requireAllowed(parts, each, [...records.values()]);
  await ctx.commit(after.map(saveRole));
  for (const each of after) parts.roles.changed({ ...each, version: each.version + 1 });
  return after.map(({ path }) => showRole(parts, path));
}

/** Whether a role may be so, beside the records of all others. */
export async function requireAllowed(
  parts: ClusterParts,
  after: RoleRecord,
  all: readonly RoleRecord[],
): Promise<void> {
  await requireRole(parts, after.path);
  requireWithin(after);
  requirePromisable(parts, all, after);
}

/** What a change makes of a role. */
export function roleAfter(change: RoleChange, records: readonly RoleRecord[]): RoleRecord {
  const before = records.find(({ path }) => path === change.path);
  const kept = <T>(given: T | null | undefined, was: T | null | undefined): T | null =>
    given === undefined ? (was ?? null) : given;
  return {
    path: change.path,
    weight: kept(change.weight, before?.weight),
    guarantee: kept(change.guarantee, before?.guarantee),
    limit: kept(change.limit, before?.limit),
    highestClass: kept(change.highestClass, before?.highestClass),
    version: before?.version ?? 0,
  };
}

/** A group, or an account in it. */
export async function requireRole({ directory }: ClusterParts, path: string): Promise<void> {
  const [group = '', account] = path.split('/');
  if (!(await directory.hasGroup(group)))
    throw clusterProblems['role-not-found']({ field: 'path', detail: `There is no group "${group}".` });
  if (account !== undefined && (await directory.tenant(account)) === undefined)
    throw clusterProblems['role-not-found']({ field: 'path', detail: `There is no account "${account}".` });
}

function requireWithin({ path, guarantee, limit }: RoleRecord): void {
  for (const kind of limitedNames) {
    const least = guarantee?.[kind];
    const most = limit?.[kind];
    if (least === undefined || most === undefined || least <= most) continue;
    const [leastText, mostText] = [amountText(kind, least), amountText(kind, most)];
    throw clusterProblems['guarantee-over-limit']({
      field: `guarantee.${kind}`,
      detail: `${path} would be guaranteed ${leastText} and limited to ${mostText}.`,
    });
  }
}

/** What is promised on a level must be there to be given: in the cluster, or in the promise to the group. */
function requirePromisable(parts: ClusterParts, records: readonly RoleRecord[], after: RoleRecord): void {
  const inGroup = after.path.includes('/');
  const group = groupOf(after.path);
  const level = records.filter(({ path }) => path.includes('/') === inGroup && (!inGroup || groupOf(path) === group));
  const above: SomeResources = inGroup ? (records.find(({ path }) => path === group)?.guarantee ?? {}) : whole(parts);
  for (const kind of limitedNames) {
    const promised = level.reduce((sum, { guarantee }) => sum + (guarantee?.[kind] ?? 0), 0);
    const there = above[kind] ?? 0;
    if ((after.guarantee?.[kind] ?? 0) === 0 || promised <= there) continue;
    const need = amountText(kind, promised);
    const of = inGroup ? `${group} itself is guaranteed` : 'the cluster has';
    const first = inGroup ? ` Guarantee ${group} ${need} first.` : '';
    throw clusterProblems['guarantees-over-total']({
      field: `guarantee.${kind}`,
      detail: `${need} would be guaranteed in all, and ${of} ${amountText(kind, there)}.${first}`,
    });
  }
}

function whole({ agents }: ClusterParts): SomeResources {
  return told(agents.all().reduce((sum, { total }) => plus(sum, total), nothing));
}
