import type { ProbeReport } from '../../sandbox/index.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { count, tidy } from '../rules/ranges.ts';
import { least, minus, nothing, type Resources } from '../rules/resources.ts';
import { findAgentWish } from '../store/agents.ts';
import type { KnownAgent } from './agents.ts';

/** An agent that answers, with what it has for tasks. */
export async function registerAgent(parts: ClusterParts, id: string): Promise<void> {
  const port = parts.agentPort(id);
  const [probe, { resources: host, attributes, ports }] = await Promise.all([port.probe(), port.resources()]);
  const resources = { ...host, ports: count(tidy(ports)) };
  const now = parts.foundation.clock.now();
  parts.agents.set({
    ...(await wished(parts, id)),
    id,
    whole: resources,
    total: withoutVolumes(parts, { id, whole: resources }),
    keptBack: keptBack(probe, resources),
    attributes: { ...attributes, agent: id },
    ports: tidy(ports),
    probe,
    registeredAt: parts.agents.get(id)?.registeredAt ?? now,
    seenAt: now,
    reserved: parts.reservations.on(id),
    reachable: true,
  });
}

/** One that does not answer at the start has nothing until it does. */
export async function expectAgent(parts: ClusterParts, id: string): Promise<void> {
  const now = parts.foundation.clock.now();
  const common = {
    id,
    whole: nothing,
    total: nothing,
    keptBack: nothing,
    attributes: { agent: id },
    ports: [],
    probe: null,
  };
  const reserved = parts.reservations.on(id);
  parts.agents.set({
    ...(await wished(parts, id)),
    ...common,
    reserved,
    registeredAt: now,
    seenAt: now,
    reachable: false,
  });
}

/** What volumes have of an agent's disk is nobody's to use. */
export function withoutVolumes({ volumes }: ClusterParts, { id, whole }: Pick<KnownAgent, 'id' | 'whole'>): Resources {
  const bytes = volumes.on(id).reduce((sum, { disk }) => sum + disk, 0);
  return bytes === 0 ? whole : { ...whole, disk: Math.max(0, whole.disk - bytes) };
}

async function wished(
  { foundation }: ClusterParts,
  id: string,
): Promise<Pick<KnownAgent, 'wish' | 'since' | 'drainUntil' | 'markGone'>> {
  const stored = await findAgentWish(foundation.database.read, id);
  return {
    wish: stored?.wish ?? 'active',
    since: stored?.since ?? foundation.clock.now(),
    drainUntil: stored?.drainUntil ?? null,
    markGone: stored?.markGone ?? false,
  };
}

function keptBack({ host }: ProbeReport, resources: KnownAgent['total']): KnownAgent['keptBack'] {
  const whole = { ...resources, milliCpus: host.cpus * 1000, memory: host.memoryBytes };
  return least(minus(whole, resources), whole);
}
