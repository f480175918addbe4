import type { Context } from '../platform/index.ts';
import type { ParamsOf, QueryOf, ReplyOf } from '../platform/operation.ts';
import type { AgentPort, WorkPlace } from '../sandbox/index.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { listTaskFiles as listing, readTaskFile as reading } from './contract.ts';
import { clusterProblems } from './problems.ts';
import { requireAnswering } from './task-logs.ts';
import { visibleTask } from './viewer.ts';

/** What is in a task's work folder, also after its end, as long as the folder is kept. Looked at as the tenant. */
export async function listTaskFiles(
  ctx: Context,
  parts: ClusterParts,
  { taskId }: ParamsOf<typeof listing>,
  { path, limit, after = '' }: QueryOf<typeof listing>,
): Promise<ReplyOf<typeof listing>> {
  const { agent, place } = await placeOf(ctx, parts, taskId, path);
  const found = await agent?.listWork(place);
  if (found === undefined) {
    if (path === '') return { items: [], next: null, exists: false };
    throw clusterProblems['task-file-not-found']();
  }
  const left = found.entries.filter(({ name }) => name > after).sort((a, b) => (a.name < b.name ? -1 : 1));
  const items = left.slice(0, limit).map(({ name, kind, size, changedAt }) => {
    return { name, kind, size, modifiedAt: Math.max(0, Math.round(changedAt)) };
  });
  return { items, next: left.length > limit ? (items.at(-1)?.name ?? null) : null, exists: true };
}

/** A part of a file there; behind its end there are no bytes. */
export async function readTaskFile(
  ctx: Context,
  parts: ClusterParts,
  { taskId }: ParamsOf<typeof reading>,
  { path, offset, limit }: QueryOf<typeof reading>,
): Promise<ReplyOf<typeof reading>> {
  const { agent, place } = await placeOf(ctx, parts, taskId, path);
  const part = await agent?.readWork(place, { offset, maxBytes: limit });
  if (part === undefined) throw clusterProblems['task-file-not-found']();
  return { offset, data: Buffer.from(part.bytes).toString('base64'), size: part.size };
}

interface Lookup {
  readonly place: WorkPlace;
  /** Undefined where the task was never placed on one. */
  readonly agent: AgentPort | undefined;
}

/** It lies in a home: nobody but its account looks into it, whoever else may see the task. */
async function placeOf(ctx: Context, parts: ClusterParts, taskId: string, path: string): Promise<Lookup> {
  const { id, account, agent } = await visibleTask(ctx, parts, taskId);
  if (account !== ctx.caller().account)
    throw clusterProblems['task-files-of-another'](`They lie in the home of ${account}.`);
  const tenant = await parts.directory.tenant(account);
  if (tenant === undefined) throw clusterProblems['task-file-not-found']();
  const { diskBytes, files } = parts.options.sandbox(tenant);
  if (agent !== null) requireAnswering(parts, agent);
  const place = { id, tenant, limits: { diskBytes, files }, path };
  return { place, agent: agent === null ? undefined : parts.agentPort(agent) };
}
