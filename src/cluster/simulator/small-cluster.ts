import type { PriorityClass } from '../rules/priority-class.ts';
import { nothing, type Resources } from '../rules/resources.ts';
import type { Reservation, RoleView } from '../rules/snapshot.ts';
import type { Scenario, Timed, Work } from './scenario.ts';

/** A scenario written down by hand: agents with so many cores, roles, and what happens. */
export function smallCluster(given: {
  readonly cores: readonly number[];
  /** Of each agent what is kept for roles. */
  readonly reserved?: readonly (readonly Reservation[])[];
  readonly roles: readonly (Partial<RoleView> & { readonly path: string })[];
  readonly happens: readonly Timed[];
  readonly minutes: number;
}): Scenario {
  const agents = given.cores.map((cores, n): Timed => {
    const total = { ...nothing, milliCpus: cores * 1000 };
    return {
      at: 0,
      type: 'agent',
      agent: { id: `agent-${n}`, total, attributes: new Map(), state: 'active', reserved: given.reserved?.[n] ?? [] },
    };
  });
  const roles = given.roles.map((role): Timed => {
    const usual = { weight: 1, guarantee: {}, limit: {}, highestClass: 'system' as const };
    return { at: 0, type: 'role', role: { ...usual, ...role } };
  });
  const happens = [...given.happens].sort((a, b) => a.at - b.at);
  return { rows: [[...agents, ...roles, ...happens]], length: given.minutes * 60_000 };
}

/** Tasks of some cores that begin to be wanted at a second; those without an end run until they are cancelled. */
export function wanted(
  seconds: number,
  role: string,
  priority: PriorityClass,
  cores: number,
  more: Partial<Work> & { readonly id: string },
): Timed {
  const usual = { framework: more.id, count: 1, where: [], milliseconds: null, endIsKnown: false, endless: false };
  return { at: seconds * 1000, type: 'work', work: { ...usual, role, priority, need: cpus(cores), ...more } };
}

export function cpus(cores: number): Resources {
  return { ...nothing, milliCpus: cores * 1000 };
}
