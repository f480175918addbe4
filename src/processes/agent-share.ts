import { BadSetting, type Settings } from '../platform/index.ts';

/** What one of the agents of this host has of it, and what tasks may ask of it. */
export interface AgentShare {
  /** Its part of the host is one in so many; need not be whole. */
  readonly parts: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Those that no other agent of the host has: they are on one network. */
  readonly ports: readonly PortRange[];
}

type AgentsSettings = Pick<
  Settings,
  'agents' | 'agentWeights' | 'agentAttributes' | 'attributesOfAgents' | 'agentPorts'
>;

interface PortRange {
  readonly begin: number;
  readonly end: number;
}

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
  const before = agents.slice(0, agents.indexOf(name)).reduce((sum, agent) => sum + weightOf(agent), 0);
  return {
    parts: all / weightOf(name),
    attributes: { ...agentAttributes, ...attributesOfAgents[name] },
    ports: partOf(settings.agentPorts, before / all, (before + weightOf(name)) / all),
  };
}

/** @param from  of all of them, from 0 to 1 */
function partOf(ranges: readonly PortRange[], from: number, to: number): PortRange[] {
  const count = ranges.reduce((sum, { begin, end }) => sum + end - begin + 1, 0);
  const [first, behind] = [Math.round(from * count), Math.round(to * count)];
  let passed = 0;
  return ranges.flatMap(({ begin, end }) => {
    const low = Math.max(begin, begin + first - passed);
    const high = Math.min(end, begin + behind - passed - 1);
    passed += end - begin + 1;
    return low <= high ? [{ begin: low, end: high }] : [];
  });
}
