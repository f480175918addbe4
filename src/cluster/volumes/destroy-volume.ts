import type { Context } from '../../platform/index.ts';
import { AgentError } from '../../sandbox/index.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { clusterProblems } from '../problems.ts';
import { deleteVolume, markLeaving, type VolumeRecord } from '../store/volumes.ts';
import { viewerOf } from '../viewer.ts';
import { onEachAgent } from './on-each-agent.ts';
import { mayHave } from './show-volume.ts';

/** From now on nobody gets it; its bytes are free when its agent has removed it. */
export async function destroyVolume(ctx: Context, parts: ClusterParts, id: string): Promise<void> {
  const viewer = await viewerOf(ctx, parts);
  const record = parts.volumes.find(id);
  if (record === undefined || !mayHave(viewer, record.role)) throw clusterProblems['volume-not-found']();
  const user = parts.volumes.userOf(id);
  if (user !== undefined)
    throw clusterProblems['volume-in-use']({ detail: `The task ${user} has it; it can be removed when that is over.` });
  if (!record.leaving) {
    parts.volumes.set({ ...record, leaving: true });
    try {
      await ctx.commit(markLeaving(id));
    } catch (error) {
      parts.volumes.set(record);
      throw error;
    }
  }
  await removeLeaving(parts, record);
}

/** Those whose agent was away when they were to be removed. */
export function removeAllLeaving(parts: ClusterParts): Promise<void> {
  const leaving = [...parts.volumes.all()].filter((record) => record.leaving);
  return onEachAgent(leaving, (record) => removeLeaving(parts, record));
}

/** One that cannot be removed now is tried again later. @returns whether its agent has answered */
export async function removeLeaving(parts: ClusterParts, { id, agent }: VolumeRecord): Promise<boolean> {
  const { database, log } = parts.foundation;
  try {
    await parts.agentPort(agent).removeVolume(id);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    log.warn({ err: error, volume: id, agent }, 'a volume is not removed yet');
    return error.code !== 'agent-unreachable';
  }
  const record = parts.volumes.find(id);
  if (record === undefined) return true;
  await database.commit([deleteVolume(id)]);
  parts.volumes.remove(record);
  return true;
}
