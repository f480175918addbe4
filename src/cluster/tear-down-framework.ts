import type { Context } from '../platform/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { clusterProblems } from './problems.ts';
import { frameworkOf } from './show-framework.ts';
import { viewerOf } from './viewer.ts';

/** Ends a framework with all of its tasks; it is told, and never comes back. */
export async function tearDownFramework(ctx: Context, parts: ClusterParts, id: string): Promise<null> {
  const { kind, state } = frameworkOf(parts, id, await viewerOf(ctx, parts));
  if (kind === 'built-in') throw clusterProblems['framework-built-in']('It is a part of the platform.');
  if (kind === 'workspace')
    throw clusterProblems['framework-built-in']('A running workspace is one: stop the workspace, and it ends.');
  if (state === 'completed') return null;
  // The audit's record goes first.
  await ctx.commit();
  await parts.frameworks.tearDown(id);
  return null;
}
