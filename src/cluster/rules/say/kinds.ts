import type { ResourceName, SomeResources, Resources as Told } from '../../contract.ts';
import type { ResourceKind, Resources } from '../resources.ts';

/** People are told cores, the allocator counts thousandths. */
export function told({ milliCpus, memory, disk, inodes, bandwidth, ports }: Resources): Told {
  return { cpus: milliCpus / 1000, memory, disk, inodes, bandwidth, ports };
}

/** The same of what can be reserved. */
export function toldReserved(some: Resources): SomeResources {
  const { ports: _ports, ...reserved } = told(some);
  return reserved;
}

export function toldKind(kind: ResourceKind): ResourceName {
  return kind === 'milliCpus' ? 'cpus' : kind;
}

export function toldAmount(kind: ResourceKind, amount: number): number {
  return kind === 'milliCpus' ? amount / 1000 : amount;
}
