import type { Context } from '../platform/index.ts';
import type { BodyOf, ReplyOf } from '../platform/operation.ts';
import type { Outlook } from './allocator/messages.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { previewRoles as operation, Preemption, Role } from './contract.ts';
import { clusterProblems } from './problems.ts';
import { told, toldKind } from './rules/say/kinds.ts';
import { sayPreemption } from './rules/say/say-preemption.ts';
import { requireAllowed, roleAfter } from './set-role.ts';
import { showRole } from './show-roles.ts';
import { allRoles, type RoleRecord } from './store/roles.ts';

/** So far ahead that a role can starve, take its place, and the grace of what has to end is over. */
const foreseenMilliseconds = 90_000;

/** What a change of roles would do to what runs and waits now, were nothing else to come. Nothing is done. */
export async function previewRoles(
  ctx: Context,
  parts: ClusterParts,
  { changes }: BodyOf<typeof operation>,
): Promise<ReplyOf<typeof operation>> {
  let records: readonly RoleRecord[] = await allRoles(ctx.read);
  for (const change of changes) {
    const after = roleAfter(change, records);
    records = [...records.filter(({ path }) => path !== change.path), after];
    await requireAllowed(parts, after, records);
  }
  const views = parts.roles.viewsWith(records);
  const [before, after] = (await parts.allocator.foresee([[], views], foreseenMilliseconds)) ?? [];
  if (before === undefined || after === undefined) throw clusterProblems['preview-not-now']();
  const paths = [...new Set([...parts.roles.known(), ...views.map(({ path }) => path)])].sort();
  const shown = paths.map((path) => showRole(parts, path));
  const lost = new Set(before.preemptions.map(({ task }) => task));
  return {
    seconds: foreseenMilliseconds / 1000,
    before: shown.map((role) => standingIn(role, before)),
    after: shown.map((role) => {
      const view = views.find(({ path }) => path === role.path);
      const changed = view === undefined ? role : { ...role, weight: view.weight, highestClass: view.highestClass };
      return standingIn(changed, after);
    }),
    starts: newStarts(parts, before, after),
    preemptions: after.preemptions.filter(({ task }) => !lost.has(task)).map((one) => shownLoss(parts, one, ctx.now())),
    waitingBefore: before.waiting,
    waitingAfter: after.waiting,
  };
}

function standingIn(role: Role, { standings }: Outlook): Role {
  const standing = standings.find(({ role: path }) => path === role.path);
  if (standing === undefined) return role;
  const { held, share, fairShare, dominant } = standing;
  return { ...role, used: told(held), share, fairShare, dominant: dominant === null ? null : toldKind(dominant) };
}

/** What starts because of the change: more often with it than without it. */
function newStarts(parts: ClusterParts, before: Outlook, after: Outlook) {
  const known = new Map(before.starts.map(({ demand, tasks }) => [demand, tasks]));
  return after.starts.flatMap(({ demand, role, tasks }) => {
    const more = tasks - (known.get(demand) ?? 0);
    return more > 0 ? [{ name: nameOf(parts, demand), role, tasks: more }] : [];
  });
}

function shownLoss(parts: ClusterParts, lost: Outlook['preemptions'][number], at: number): Preemption {
  const winner = lost.winner;
  const given = { winner: winner.priority, seen: (role: string) => role, now: lost.decidedAt };
  return {
    at,
    task: { id: lost.task, name: nameOf(parts, lost.task), visible: parts.tasks.get(lost.task) !== undefined },
    agent: lost.agent,
    role: lost.role,
    class: lost.priority,
    resources: told(lost.resources),
    for: { task: null, name: nameOf(parts, winner.demand), role: winner.role, class: winner.priority },
    ...sayPreemption(lost, given),
    graceSeconds: lost.grace / 1000,
  };
}

function nameOf(parts: ClusterParts, id: string): string {
  return parts.tasks.get(id)?.name ?? id;
}
