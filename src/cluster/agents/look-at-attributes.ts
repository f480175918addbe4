import type { ClusterParts } from '../cluster-parts.ts';
import { looks } from '../rules/state/agent-classes.ts';

/** The allocator is told what has changed since the agent registered. */
export async function lookAtAttributes({ agentPort, agents }: ClusterParts, id: string): Promise<void> {
  const { attributes: found } = await agentPort(id).resources();
  const known = agents.get(id);
  if (known === undefined) return;
  const attributes = { ...found, agent: id };
  const same = looks(new Map(Object.entries(attributes))) === looks(new Map(Object.entries(known.attributes)));
  if (!same) agents.set({ ...known, attributes });
}
