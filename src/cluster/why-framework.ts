import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Explanation, Framework, Sentence, Waits } from './contract.ts';
import { sentence } from './rules/say/sentence.ts';
import { frameworkOf, workspaceId } from './show-framework.ts';
import { showPreemption, type Viewer, whyDemand } from './show-task.ts';
import { viewerOf } from './viewer.ts';

const mostExplanations = 50;

/** Why a framework gets no more: what it wants and is not given, one explanation for each size; and what it does itself. */
export async function whyFramework(ctx: Context, parts: ClusterParts, id: string): Promise<Waits> {
  const viewer = await viewerOf(ctx, parts);
  const framework = frameworkOf(parts, id, viewer);
  const explanations = together(explain(parts, framework, viewer));
  const made = parts.preemptions
    .since(ctx.now())
    .filter(({ winner, decided }) => winner.framework === id || decided.framework === id)
    .map((one) => showPreemption(one, one.loser, viewer));
  return {
    state: stateOf(framework, explanations),
    notes: notesOf(parts, framework),
    explanations,
    preemptions: framework.account === null ? [] : made,
  };
}

function stateOf({ state, running }: Framework, explanations: readonly Explanation[]): Waits['state'] {
  if (state === 'completed') return 'ended';
  if (explanations.length > 0) return 'waits';
  return running > 0 ? 'runs' : 'wants-nothing';
}

function* explain(parts: ClusterParts, { id, kind }: Framework, viewer: Viewer): Generator<Explanation> {
  for (const demand of demandsOf(parts, id, kind, viewer)) {
    const one = whyDemand(parts, demand, viewer);
    if (one !== undefined) yield one;
  }
}

function* demandsOf(parts: ClusterParts, id: string, kind: Framework['kind'], viewer: Viewer): Generator<string> {
  if (kind === 'built-in') {
    for (const task of parts.holdings.waiting())
      if (task.framework === id && (viewer.administrator || task.account === viewer.account)) yield task.id;
    return;
  }
  const within = (workspace: string | undefined) => {
    const place = workspace === undefined ? undefined : parts.places.get(workspace);
    return place !== undefined && workspaceId(place) === id;
  };
  for (const { record, demands } of parts.frameworks.looks())
    if (record.id === id || within(record.workspace)) yield* demands;
}

/** Those of one size in one role, said of the one that has waited longest. */
function together(all: Iterable<Explanation>): Explanation[] {
  const bySize = new Map<string, Explanation>();
  for (const one of all) {
    const key = JSON.stringify([one.role, one.class, one.need, one.headline]);
    const known = bySize.get(key);
    if (known === undefined) bySize.set(key, one);
    else {
      const older = one.since < known.since ? one : known;
      bySize.set(key, { ...older, tasks: one.tasks + known.tasks });
    }
  }
  return [...bySize.values()].sort((a, b) => a.since - b.since).slice(0, mostExplanations);
}

/** What it does, or does not do, that keeps more from it. */
function notesOf({ options }: ClusterParts, framework: Framework): Sentence[] {
  const { state, suppressed, offers, silent, kind } = framework;
  if (kind !== 'mesos' || state === 'completed') return [];
  return [
    ...(state === 'disconnected' ? [sentence('framework-away')] : []),
    ...(suppressed ? [sentence('framework-suppressed')] : []),
    ...(offers > 0
      ? [sentence('framework-offered', { count: offers, withinMilliseconds: options.offerMilliseconds })]
      : []),
    ...(silent ? [sentence('framework-silent')] : []),
  ];
}
