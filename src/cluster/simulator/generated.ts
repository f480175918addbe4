import { nothing } from '../rules/resources.ts';
import type { RoleView } from '../rules/snapshot.ts';
import { batches, type FrameworkKind, gangs, scavengers, services, workspaces } from './frameworks.ts';
import { Random } from './random.ts';
import type { Scenario, Timed } from './scenario.ts';

export interface Sizes {
  readonly agents: number;
  readonly frameworks: number;
  readonly hours: number;
  readonly seed: number;
  /** Agents are lost and come back. */
  readonly faults: boolean;
}

/** In turn, so that few frameworks are of all kinds. */
const kinds: readonly [FrameworkKind, string][] = [
  [services, 'services'],
  [workspaces, 'workspaces'],
  [batches, 'batch'],
  [workspaces, 'workspaces'],
  [batches, 'batch'],
  [scavengers, 'scavenger'],
  [batches, 'batch'],
  [gangs, 'gangs'],
];
const accountsInGroup = 10;
const agentCores = 16;

/** A cluster with frameworks of several kinds in groups of accounts, from a seed. */
export function generated({ agents, frameworks, hours, seed, faults }: Sizes): Scenario {
  const random = new Random(seed);
  const length = hours * 3_600_000;
  // At times more is wanted than there is, at any size.
  const scale = Math.max(1, Math.round((0.8 * agents) / frameworks));
  const rows: Iterable<Timed>[] = [setUp(agents, frameworks, random.branch())];
  for (let n = 0; n < frameworks; n++) {
    const [kind, name] = kinds[n % kinds.length] ?? [batches, 'batch'];
    rows.push(kind({ role: roleOf(n), framework: `${name}-${n}`, length, scale }, random.branch()));
  }
  if (faults) for (let n = 0; n < agents; n++) rows.push(losses(agentName(n), length, random.branch()));
  return { rows, length };
}

function* setUp(agents: number, frameworks: number, random: Random): Generator<Timed> {
  const total = { ...nothing, milliCpus: agentCores * 1000, memory: 64 * 2 ** 30 };
  for (let n = 0; n < agents; n++) {
    const attributes = new Map([['rack', `rack-${n % 8}`]]);
    yield { at: 0, type: 'agent', agent: { id: agentName(n), total, attributes, state: 'active', reserved: [] } };
  }
  const cores = agents * agentCores * 1000;
  const groups = Math.ceil(frameworks / accountsInGroup);
  for (let group = 0; group < groups; group++) {
    const role = plain(`group-${group}`);
    const guarantee = group % 4 === 1 ? { milliCpus: Math.floor(cores / groups / 2) } : {};
    yield { at: 0, type: 'role', role: { ...role, weight: random.pick([1, 1, 2]), guarantee } };
  }
  for (let n = 0; n < frameworks; n++) {
    const limit = n % 50 === 7 ? { milliCpus: Math.max(agentCores * 1000, cores / 20) } : {};
    yield { at: 0, type: 'role', role: { ...plain(roleOf(n)), limit } };
  }
}

/** Lost once in two weeks on average, for some minutes. */
function* losses(agent: string, length: number, random: Random): Generator<Timed> {
  let at = random.exponential(14 * 24 * 3_600_000);
  while (at < length) {
    yield { at: Math.round(at), type: 'lost', agent };
    at += 60_000 + random.exponential(900_000);
    yield { at: Math.round(at), type: 'back', agent };
    at += random.exponential(14 * 24 * 3_600_000);
  }
}

function plain(path: string): RoleView {
  return { path, weight: 1, guarantee: {}, limit: {}, highestClass: 'service' };
}

function roleOf(framework: number): string {
  return `group-${Math.floor(framework / accountsInGroup)}/account-${framework}`;
}

function agentName(n: number): string {
  return `agent-${String(n).padStart(5, '0')}`;
}
