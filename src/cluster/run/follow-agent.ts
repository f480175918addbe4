import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskEvent } from '../../sandbox/index.ts';
import { lookAtAttributes } from '../agents/look-at-attributes.ts';
import { registerAgent } from '../agents/register-agent.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { compare } from './compare.ts';
import { clearGoneAgent } from './gone-agents.ts';
import { hearAgent } from './hear-agent.ts';
import { launch } from './start-placed.ts';

const againMilliseconds = 250;
const pulseMilliseconds = 3_000;
/** What an agent has may change, as when a Docker engine is started. */
const beatsBetweenLooks = 3;

/**
 * Registers it, compares, then follows what happens to its tasks, and so again after each loss of the agent. Of one that is
 * gone for ever nothing is heard, and what it runs is ended.
 */
export async function followAgent(parts: ClusterParts, agentId: string, signal: AbortSignal): Promise<void> {
  let last = 0;
  while (!signal.aborted) {
    if (parts.agents.isGone(agentId)) {
      await clearGoneAgent(parts, agentId);
      await sleep(pulseMilliseconds, undefined, { signal }).catch(() => {});
      continue;
    }
    const lost = new AbortController();
    const either = AbortSignal.any([signal, lost.signal]);
    try {
      await registerAgent(parts, agentId);
      await compare(parts, agentId);
      parts.agents.seen(agentId, true);
      void feelPulse(parts, agentId, either, () => lost.abort());
      for await (const event of parts.agentPort(agentId).events(last, either)) {
        last = event.id;
        if (event.kind !== 'task') continue;
        // Each is stored in its own time; those of one task come one after the other.
        hear(parts, agentId, event).catch((error) =>
          parts.foundation.log.error({ err: error, task: event.taskId }, 'what an agent told is not stored'),
        );
      }
      if (signal.aborted) return;
      notSeen(parts, agentId);
    } catch (error) {
      if (signal.aborted) return;
      notSeen(parts, agentId, error);
    } finally {
      lost.abort();
    }
    await sleep(againMilliseconds, undefined, { signal }).catch(() => {});
  }
}

function notSeen(parts: ClusterParts, agent: string, error?: unknown): void {
  if (parts.agents.get(agent)?.reachable === false) return;
  parts.agents.seen(agent, false);
  parts.foundation.log.warn({ err: error, agent }, 'the agent does not answer; trying again');
}

/** One that hangs keeps its connections open, and says nothing. */
async function feelPulse(parts: ClusterParts, agentId: string, signal: AbortSignal, lost: () => void): Promise<void> {
  for (let beats = 1; !signal.aborted; beats += 1) {
    await sleep(pulseMilliseconds, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    if (parts.agents.isGone(agentId)) return lost();
    try {
      parts.measures.hear(agentId, await parts.agentPort(agentId).samples());
      parts.agents.seen(agentId, true);
      if (beats % beatsBetweenLooks === 0) await lookAtAttributes(parts, agentId);
    } catch (error) {
      parts.foundation.log.debug({ err: error, agent: agentId }, 'no pulse');
      lost();
    }
  }
}

async function hear(parts: ClusterParts, agentId: string, event: TaskEvent): Promise<void> {
  const again = await hearAgent(parts, agentId, event.taskId, event);
  if (again !== undefined) await launch(parts, again);
}
