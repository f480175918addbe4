import type { Context } from '../platform/index.ts';
import type { KnownAgent } from './agents/agents.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Agent } from './contract.ts';
import { clusterProblems } from './problems.ts';
import { showAgent } from './show-agent.ts';
import { saveAgentWish } from './store/agents.ts';
import { viewerOf } from './viewer.ts';

/** Gives the agent nothing new; what runs there is told to end when the grace is over. */
export async function drainAgent(
  ctx: Context,
  parts: ClusterParts,
  id: string,
  { graceSeconds, markGone }: { readonly graceSeconds: number; readonly markGone: boolean },
): Promise<Agent> {
  return wish(ctx, parts, id, { wish: 'draining', drainUntil: ctx.now() + graceSeconds * 1000, markGone });
}

/** Gives the agent nothing new; what runs there goes on. */
export async function deactivateAgent(ctx: Context, parts: ClusterParts, id: string): Promise<Agent> {
  return wish(ctx, parts, id, { wish: 'deactivated', drainUntil: null, markGone: false });
}

export async function reactivateAgent(ctx: Context, parts: ClusterParts, id: string): Promise<Agent> {
  return wish(ctx, parts, id, { wish: 'active', drainUntil: null, markGone: false });
}

/** Nothing is left of what it ran: it stays out of use until it is asked to take work again. */
export async function drained(parts: ClusterParts, id: string): Promise<void> {
  const { database, clock } = parts.foundation;
  const wished = { wish: 'deactivated', drainUntil: null, markGone: false } as const;
  await database.commit([saveAgentWish({ id, since: clock.now(), ...wished })]);
  const agent = parts.agents.get(id);
  if (agent !== undefined) parts.agents.set({ ...agent, ...wished });
}

async function wish(
  ctx: Context,
  parts: ClusterParts,
  id: string,
  wished: Pick<KnownAgent, 'wish' | 'drainUntil' | 'markGone'>,
): Promise<Agent> {
  const agent = knownAgent(parts, id);
  await ctx.commit(saveAgentWish({ id, since: ctx.now(), ...wished }));
  parts.agents.set({ ...agent, ...wished });
  return showAgent(parts, knownAgent(parts, id), await viewerOf(ctx, parts));
}

export function knownAgent({ agents }: ClusterParts, id: string): KnownAgent {
  const agent = agents.get(id);
  if (agent !== undefined) return agent;
  const why = `${id} was marked gone; a machine that takes its place is given another name in the setting agents.`;
  throw clusterProblems['agent-not-found'](agents.isGone(id) ? { detail: why } : undefined);
}
