import { setTimeout as sleep } from 'node:timers/promises';
import { AgentError } from '../../sandbox/index.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { expectAgent, registerAgent } from './register-agent.ts';

const againMilliseconds = 100;
const patienceMilliseconds = 5_000;
/** They take a while to find out what their host can do. */
const firstMilliseconds = 15_000;

/**
 * Control and its agents start side by side: it waits a while until one answers, and a little for the others. One that is
 * late is registered when it comes; until then it is there, and gets nothing.
 */
export async function meetAgents(parts: ClusterParts, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const enough = new AbortController();
  const meetings = ids.map((id) => untilItAnswers(parts, id, enough.signal));
  const none = new AbortController();
  await Promise.race([...meetings, sleep(firstMilliseconds, undefined, { signal: none.signal }).catch(() => {})]);
  none.abort();
  const late = setTimeout(() => enough.abort(), patienceMilliseconds);
  await Promise.all(meetings);
  clearTimeout(late);
  for (const id of ids) if (parts.agents.get(id) === undefined) await expectAgent(parts, id);
}

async function untilItAnswers(parts: ClusterParts, id: string, enough: AbortSignal): Promise<void> {
  for (let tries = 1; !enough.aborted; tries++) {
    try {
      return await registerAgent(parts, id);
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'agent-unreachable') throw error;
      if (tries % 50 === 0) parts.foundation.log.warn({ err: error, agent: id }, 'waiting for the agent');
      await sleep(againMilliseconds, undefined, { signal: enough }).catch(() => {});
    }
  }
}
