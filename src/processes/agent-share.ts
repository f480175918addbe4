import { BadSetting, type Settings } from '../platform/index.ts';

/** What one of the agents of this host has of it, and what tasks may ask of it. */
export interface AgentShare {
  /** Its part of the host is one in so many; need not be whole. */
  readonly parts: number;
  readonly attributes: Readonly<Record<string, string>>;
}

type AgentsSettings = Pick<Settings, 'agents' | 'agentWeights' | 'agentAttributes' | 'attributesOfAgents'>;

/** @throws BadSetting where an agent is named that there is not */
export function agentShare(settings: AgentsSettings, name: string): AgentShare {
  const { agents, agentWeights, agentAttributes, attributesOfAgents } = settings;
  const known = (key: string, names: readonly string[]) => {
    const strange = names.find((each) => !agents.includes(each));
    if (strange !== undefined)
      throw new BadSetting(`${key}: there is no agent ${strange} among ${agents.join(', ')} (setting agents)`);
  };
  known('agent.weights', Object.keys(agentWeights));
  known('agent.own-attributes', Object.keys(attributesOfAgents));
  const weightOf = (agent: string) => agentWeights[agent] ?? 1;
  const all = agents.reduce((sum, agent) => sum + weightOf(agent), 0);
  return { parts: all / weightOf(name), attributes: { ...agentAttributes, ...attributesOfAgents[name] } };
}
