import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../platform/index.ts';
import { AgentError, type AgentPort } from '../../sandbox/index.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { tidy } from '../rules/ranges.ts';
import { least, minus } from '../rules/resources.ts';
import { findAgentWish } from '../store/agents.ts';

/** The agent of this machine, with what it has for tasks. */
export async function registerAgent({ agent, agents, options, foundation }: ClusterParts): Promise<void> {
  const [probe, { resources, attributes, ports }] = await untilItAnswers(agent, foundation.log);
  const whole = { ...resources, milliCpus: probe.host.cpus * 1000, memory: probe.host.memoryBytes };
  const stored = await findAgentWish(foundation.database.read, options.agent);
  const now = foundation.clock.now();
  agents.set({
    id: options.agent,
    total: resources,
    keptBack: least(minus(whole, resources), whole),
    attributes: { ...attributes, agent: options.agent },
    ports: tidy(ports),
    probe,
    registeredAt: now,
    seenAt: now,
    reachable: true,
    wish: stored?.wish ?? 'active',
    since: stored?.since ?? now,
    drainUntil: stored?.drainUntil ?? null,
  });
}

/** Control and agent start side by side: the first to be ready waits for the other. */
async function untilItAnswers(agent: AgentPort, log: Logger) {
  for (let tries = 1; ; tries++) {
    try {
      return await Promise.all([agent.probe(), agent.resources()]);
    } catch (error) {
      if (!(error instanceof AgentError) || error.code !== 'agent-unreachable') throw error;
      if (tries % 50 === 0) log.warn({ err: error }, 'waiting for the agent');
      await sleep(100);
    }
  }
}
