import { workLimits } from '../sandbox/index.ts';
import { type KnownAgent, stateOf } from './agents/agents.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Agent, AgentDetail } from './contract.ts';
import { nothing, plus, type Resources, sum } from './rules/resources.ts';
import { told } from './rules/say/kinds.ts';
import { seenBy, type Viewer } from './show-task.ts';
import type { HeldOnAgent } from './tasks/holdings.ts';

export function showAgent(parts: ClusterParts, agent: KnownAgent, viewer: Viewer): Agent {
  const held = parts.holdings.onAgent(agent.id);
  const draining =
    agent.wish === 'draining' ? { startedAt: agent.since, endsBy: agent.drainUntil, markGone: agent.markGone } : null;
  return {
    id: agent.id,
    host: agent.attributes.hostname ?? agent.id,
    state: stateOf(agent),
    since: agent.since,
    attributes: { ...agent.attributes },
    total: told(agent.total),
    used: told(held.resources),
    offered: told(nothing),
    byRole: byRole(held, seenBy(viewer)),
    reserved: byRoles(agent.reserved, seenBy(viewer)),
    volumes: byRoles(volumesOn(parts, agent), seenBy(viewer)),
    measured: parts.measures.sum(held.tasks.keys()),
    tasks: held.running,
    notEnforced: enforcedOn(agent).flatMap(({ name, enforced }) =>
      enforced === 'no' || enforced === 'partly' ? [name] : [],
    ),
    drain: draining && { ...draining, tasksLeft: held.running },
  };
}

export function showAgentDetail(parts: ClusterParts, agent: KnownAgent, viewer: Viewer): AgentDetail {
  return {
    ...showAgent(parts, agent, viewer),
    version: parts.options.version,
    registeredAt: agent.registeredAt,
    seenAt: agent.seenAt,
    keptBack: told(agent.keptBack),
    enforced: enforcedOn(agent),
  };
}

function enforcedOn({ probe }: KnownAgent): AgentDetail['enforced'] {
  if (probe === null) return [];
  const all = { ...probe.limits, 'work-folder': workLimits };
  return Object.entries(all).map(([name, { enforced, how, why }]) => ({ name, enforced, how, why }));
}

/** For each role together; for all that the viewer may not know as one. */
function byRoles(
  amounts: readonly { readonly role: string; readonly resources: Resources }[],
  seen: (role: string) => string | null,
): Agent['reserved'] {
  const groups = Map.groupBy(amounts, ({ role }) => seen(role));
  return [...groups].map(([role, all]) => ({ role, resources: told(sum(all.map(({ resources }) => resources))) }));
}

const volumesOn = ({ volumes }: ClusterParts, { id }: KnownAgent) =>
  volumes.on(id).map(({ role, disk }) => ({ role, resources: { ...nothing, disk } }));

/** Groups that hold something, the largest first; those that the viewer may not know are one. */
function byRole(held: HeldOnAgent, seen: (role: string) => string | null): Agent['byRole'] {
  const groups = new Map<string | null, Resources>();
  for (const [name, resources] of held.groups) {
    const group = seen(name);
    groups.set(group, plus(groups.get(group) ?? nothing, resources));
  }
  const largest = [...groups].sort(([, a], [, b]) => b.milliCpus - a.milliCpus || b.memory - a.memory);
  return largest.map(([role, resources]) => ({ role, resources: told(resources) }));
}
