import type { Context } from '../platform/index.ts';
import type { QueryOf, ReplyOf } from '../platform/operation.ts';
import { type KnownAgent, stateOf } from './agents/agents.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { listAgents as operation } from './contract.ts';
import { showAgent } from './show-agent.ts';
import { viewerOf } from './viewer.ts';

/** Page by page, by name; only those of the page are summed up. */
export async function listAgents(
  ctx: Context,
  parts: ClusterParts,
  { state, search, after = '', limit }: QueryOf<typeof operation>,
): Promise<ReplyOf<typeof operation>> {
  const viewer = await viewerOf(ctx, parts);
  const wanted = search?.toLowerCase();
  const found = parts.agents.all().filter((agent) => {
    return (state === undefined || stateOf(agent) === state) && (wanted === undefined || named(agent, wanted));
  });
  const left = found.filter(({ id }) => id > after);
  const items = left.slice(0, limit).map((agent) => showAgent(parts, agent, viewer));
  return { items, next: left.length > limit ? (items.at(-1)?.id ?? null) : null, total: found.length };
}

function named({ id, attributes }: KnownAgent, wanted: string): boolean {
  if (id.toLowerCase().includes(wanted)) return true;
  return Object.entries(attributes).some(([name, value]) => `${name}=${value}`.toLowerCase().includes(wanted));
}
