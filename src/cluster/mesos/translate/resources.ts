import type { Share } from '../../framework-port.ts';
import { count, type Ranges, tidy } from '../../rules/ranges.ts';
import type { Resources } from '../../rules/resources.ts';
import type { Given, Read } from '../codec/schema.ts';
import type { Resource } from '../messages/values.ts';

const mebibyte = 2 ** 20;
const megabit = 1_000_000;

/** Mesos's names, with how many of our units one of Mesos's is. */
export const scalars = [
  ['cpus', 'milliCpus', 1000],
  ['mem', 'memory', mebibyte],
  ['disk', 'disk', mebibyte],
  ['inodes', 'inodes', 1],
  ['network_bandwidth', 'bandwidth', megabit],
] as const satisfies (readonly [string, keyof Resources, number])[];

/**
 * An amount as Mesos writes it. Rounded down to thousandths, so that what is offered is there.
 *
 * @param allocatedTo  the role; null for those who know one role only
 */
export function toMesosResources({ resources, ports }: Share, allocatedTo: string | null): Given<typeof Resource>[] {
  const allocation = allocatedTo === null ? {} : { allocation_info: { role: allocatedTo } };
  const made: Given<typeof Resource>[] = [];
  for (const [name, kind, unit] of scalars) {
    const value = Math.floor((resources[kind] / unit) * 1000) / 1000;
    if (value > 0) made.push({ name, type: 'SCALAR', scalar: { value }, role: '*', ...allocation });
  }
  if (ports.length > 0)
    made.push({ name: 'ports', type: 'RANGES', ranges: { range: ports }, role: '*', ...allocation });
  return made;
}

export type ReadShare = { readonly share: Share; readonly role: string | null } | { readonly problem: string };

/** An amount as Mesos's clients write it, or what is wrong with it. */
export function fromMesosResources(given: readonly Read<typeof Resource>[]): ReadShare {
  const amounts = new Map<keyof Resources, number>();
  let ports: Ranges = [];
  let role: string | null = null;
  for (const resource of given) {
    const problem = whyNot(resource);
    if (problem !== undefined) return { problem };
    role ??= resource.allocation_info?.role ?? null;
    const scalar = scalars.find(([name]) => name === resource.name);
    if (scalar !== undefined) {
      const [, kind, unit] = scalar;
      amounts.set(kind, (amounts.get(kind) ?? 0) + Math.floor((resource.scalar?.value ?? 0) * unit + 1e-6));
    } else {
      const more = tidy(resource.ranges?.range ?? []);
      const all = tidy([...ports, ...more]);
      if (count(all) !== count(ports) + count(more)) return { problem: 'Ports are named twice' };
      ports = all;
    }
  }
  const amount = (kind: keyof Resources) => amounts.get(kind) ?? 0;
  const resources = {
    milliCpus: amount('milliCpus'),
    memory: amount('memory'),
    disk: amount('disk'),
    inodes: amount('inodes'),
    bandwidth: amount('bandwidth'),
  };
  return { share: { resources, ports }, role };
}

function whyNot({ name, type, scalar, ranges, revocable, shared, disk, ...more }: Read<typeof Resource>) {
  if (revocable !== undefined) return `Revocable resources are not offered: ${name}`;
  if (shared !== undefined) return `Shared resources are not offered: ${name}`;
  if (disk?.persistence !== undefined || disk?.volume !== undefined || disk?.source !== undefined)
    return `Persistent volumes are not offered: ${name}`;
  if (more.reservations.length > 0 || more.reservation !== undefined)
    return `Reserved resources were not offered: ${name}`;
  if (name === 'ports') {
    if (type !== 'RANGES' || ranges === undefined) return 'Ports are ranges';
    const bad = ranges.range.some(({ begin, end }) => begin > end || end > 65_535);
    return bad || ranges.range.length > 10_000 ? 'Ports are whole numbers up to 65535' : undefined;
  }
  if (!scalars.some(([known]) => known === name)) return `There is no resource '${name}' here`;
  const value = scalar?.value;
  if (type !== 'SCALAR' || value === undefined) return `Resource '${name}' is a scalar`;
  return Number.isFinite(value) && value >= 0 && value < 1e12
    ? undefined
    : `Invalid scalar resource '${name}': ${value}`;
}
