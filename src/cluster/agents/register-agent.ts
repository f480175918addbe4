import type { ClusterParts } from '../cluster-parts.ts';
import { tidy } from '../rules/ranges.ts';
import { least, minus } from '../rules/resources.ts';
import { findAgentWish } from '../store/agents.ts';

/** The agent of this machine, with what it has for tasks. */
export async function registerAgent({ agent, agents, options, foundation }: ClusterParts): Promise<void> {
  const [probe, { resources, attributes, ports }] = await Promise.all([agent.probe(), agent.resources()]);
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
