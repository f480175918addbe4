import type { Command, Context } from '../platform/index.ts';
import type { ReplyOf } from '../platform/operation.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { markAgentGone as operation } from './contract.ts';
import { knownAgent } from './drain-agent.ts';
import { clearGoneAgent, endOnGoneAgents } from './run/gone-agents.ts';
import { saveGoneAgent } from './store/agents.ts';
import { deleteReservationsOn } from './store/reservations.ts';
import { deleteVolumesOn } from './store/volumes.ts';

/** The machine never comes back under this name: what ran there is over, and what is kept there belongs to nobody. */
export async function markAgentGone(ctx: Context, parts: ClusterParts, id: string): Promise<ReplyOf<typeof operation>> {
  if (parts.agents.isGone(id)) return { id, tasks: 0 };
  knownAgent(parts, id);
  const tasks = parts.holdings.onAgent(id).running;
  await ctx.commit(...goneCommands(id, ctx.now()));
  await leave(parts, id);
  return { id, tasks };
}

/** Nothing is left of what it ran, and it was to be gone then. */
export async function goneWhenDrained(parts: ClusterParts, id: string): Promise<void> {
  const { database, clock, log } = parts.foundation;
  await database.commit(goneCommands(id, clock.now()));
  log.info({ agent: id }, 'an agent is drained, and gone as it was told to be');
  await leave(parts, id);
}

function goneCommands(id: string, since: number): Command[] {
  return [...saveGoneAgent(id, since), deleteVolumesOn(id), deleteReservationsOn(id)];
}

async function leave(parts: ClusterParts, id: string): Promise<void> {
  const { agents, volumes, reservations, frameworks } = parts;
  agents.setGone(id);
  for (const volume of volumes.on(id)) volumes.remove(volume);
  for (const one of reservations.all()) if (one.agent === id) reservations.remove(one);
  frameworks.agentLost(id);
  await endOnGoneAgents(parts);
  void clearGoneAgent(parts, id);
}
