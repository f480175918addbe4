/**
 * What an agent has, a task needs, a role holds. All whole numbers, so that sums are exact and nothing is ever short by
 * the last bit of a fraction: cpus in thousandths of a core, memory and disk in bytes, inodes, bandwidth in bit/s, ports.
 */
export interface Resources {
  readonly milliCpus: number;
  readonly memory: number;
  readonly disk: number;
  readonly inodes: number;
  readonly bandwidth: number;
  /** How many; which ones is known beside. They count in nobody's share. */
  readonly ports: number;
}

export type ResourceKind = keyof Resources;

export const resourceKinds = [
  'milliCpus',
  'memory',
  'disk',
  'inodes',
  'bandwidth',
  'ports',
] as const satisfies ResourceKind[];

/** Those that count in shares. Ports do not, as in Mesos: who needs many of them takes nothing from anybody's work. */
export const sharedKinds = ['milliCpus', 'memory', 'disk', 'inodes', 'bandwidth'] as const satisfies ResourceKind[];

export const nothing: Resources = { milliCpus: 0, memory: 0, disk: 0, inodes: 0, bandwidth: 0, ports: 0 };

export function plus(a: Resources, b: Resources): Resources {
  return {
    milliCpus: a.milliCpus + b.milliCpus,
    memory: a.memory + b.memory,
    disk: a.disk + b.disk,
    inodes: a.inodes + b.inodes,
    bandwidth: a.bandwidth + b.bandwidth,
    ports: a.ports + b.ports,
  };
}

/** May be negative where `b` is more than there is. */
export function minus(a: Resources, b: Resources): Resources {
  return {
    milliCpus: a.milliCpus - b.milliCpus,
    memory: a.memory - b.memory,
    disk: a.disk - b.disk,
    inodes: a.inodes - b.inodes,
    bandwidth: a.bandwidth - b.bandwidth,
    ports: a.ports - b.ports,
  };
}

export function times(a: Resources, factor: number): Resources {
  return {
    milliCpus: a.milliCpus * factor,
    memory: a.memory * factor,
    disk: a.disk * factor,
    inodes: a.inodes * factor,
    bandwidth: a.bandwidth * factor,
    ports: a.ports * factor,
  };
}

export function fits(need: Resources, free: Resources): boolean {
  return (
    need.milliCpus <= free.milliCpus &&
    need.memory <= free.memory &&
    need.disk <= free.disk &&
    need.inodes <= free.inodes &&
    need.bandwidth <= free.bandwidth &&
    need.ports <= free.ports
  );
}

/** The kinds of which more is needed than is free. */
export function shortOf(need: Resources, free: Resources): ResourceKind[] {
  return resourceKinds.filter((kind) => need[kind] > free[kind]);
}

/** How many of `need` fit beside each other; infinite when nothing is needed. */
export function howMany(need: Resources, free: Resources): number {
  let count = Number.POSITIVE_INFINITY;
  for (const kind of resourceKinds) if (need[kind] > 0) count = Math.min(count, Math.floor(free[kind] / need[kind]));
  return Math.max(0, count);
}

export function sum(all: Iterable<Resources>): Resources {
  let total = nothing;
  for (const one of all) total = plus(total, one);
  return total;
}

/** The smaller of both for each kind, never less than nothing. */
export function least(a: Resources, b: Resources): Resources {
  return {
    milliCpus: Math.max(0, Math.min(a.milliCpus, b.milliCpus)),
    memory: Math.max(0, Math.min(a.memory, b.memory)),
    disk: Math.max(0, Math.min(a.disk, b.disk)),
    inodes: Math.max(0, Math.min(a.inodes, b.inodes)),
    bandwidth: Math.max(0, Math.min(a.bandwidth, b.bandwidth)),
    ports: Math.max(0, Math.min(a.ports, b.ports)),
  };
}

export function isNothing(some: Resources): boolean {
  return resourceKinds.every((kind) => some[kind] === 0);
}
