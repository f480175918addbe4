import type { ReservedShare, Share } from '../../framework-port.ts';
import { together } from '../../reserved-shares.ts';
import { count, type Ranges, tidy } from '../../rules/ranges.ts';
import { minus, nothing, type Resources } from '../../rules/resources.ts';
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
  const made = amounts(resources, { role: '*', ...allocation });
  if (ports.length > 0)
    made.push({ name: 'ports', type: 'RANGES', ranges: { range: ports }, role: '*', ...allocation });
  return made;
}

/**
 * The same where a part of it is reserved.
 *
 * @param refined  whether the reader has RESERVATION_REFINEMENT; the others know one reservation, in an older form
 */
export function withReserved(
  { resources, ports }: Share,
  reserved: readonly ReservedShare[],
  allocatedTo: string | null,
  refined: boolean,
): Given<typeof Resource>[] {
  const open = reserved.reduce((left, one) => minus(left, one.resources), resources);
  const allocation = allocatedTo === null ? {} : { allocation_info: { role: allocatedTo } };
  const kept = reserved.flatMap(({ resources: part, ...one }) =>
    amounts(part, { ...said(one, refined), ...allocation }),
  );
  return [...toMesosResources({ resources: open, ports }, allocatedTo), ...kept];
}

/** A reservation in the newer form or in the older. */
export function said({ role, principal, labels }: Omit<ReservedShare, 'resources'>, refined: boolean) {
  const whose = {
    ...(principal === null ? {} : { principal }),
    ...(labels.length === 0 ? {} : { labels: { labels: [...labels] } }),
  };
  if (!refined) return { role, reservation: whose };
  return { role: '*', reservations: [{ type: 'DYNAMIC' as const, role, ...whose }] };
}

function amounts(resources: Resources, common: Partial<Given<typeof Resource>>): Given<typeof Resource>[] {
  return scalars.flatMap(([name, kind, unit]) => {
    const value = Math.floor((resources[kind] / unit) * 1000) / 1000;
    return value > 0 ? [{ ...common, name, type: 'SCALAR' as const, scalar: { value } }] : [];
  });
}

export type ReadShare =
  | { readonly share: Share; readonly role: string | null; readonly reserved: readonly ReservedShare[] }
  | { readonly problem: string };

/** An amount as Mesos's clients write it, or what is wrong with it. */
export function fromMesosResources(given: readonly Read<typeof Resource>[]): ReadShare {
  const sums = new Map<keyof Resources, number>();
  let ports: Ranges = [];
  let role: string | null = null;
  const reserved: ReservedShare[] = [];
  for (const resource of given) {
    const problem = whyNot(resource);
    if (problem !== undefined) return { problem };
    role ??= resource.allocation_info?.role ?? null;
    const scalar = scalars.find(([name]) => name === resource.name);
    if (scalar !== undefined) {
      const [, kind, unit] = scalar;
      const amount = Math.floor((resource.scalar?.value ?? 0) * unit + 1e-6);
      sums.set(kind, (sums.get(kind) ?? 0) + amount);
      const by = reservationOf(resource);
      if (by !== undefined) reserved.push({ ...by, resources: { ...nothing, [kind]: amount } });
    } else {
      const more = tidy(resource.ranges?.range ?? []);
      const all = tidy([...ports, ...more]);
      if (count(all) !== count(ports) + count(more)) return { problem: 'Ports are named twice' };
      ports = all;
    }
  }
  const amount = (kind: keyof Resources) => sums.get(kind) ?? 0;
  const resources = {
    milliCpus: amount('milliCpus'),
    memory: amount('memory'),
    disk: amount('disk'),
    inodes: amount('inodes'),
    bandwidth: amount('bandwidth'),
    ports: count(ports),
  };
  return { share: { resources, ports }, role, reserved: together(reserved) };
}

/** By whom and for whom it is reserved, in the newer form or in the older; undefined: it is everybody's. */
export function reservationOf({
  role = '*',
  reservation,
  reservations,
}: Read<typeof Resource>): Omit<ReservedShare, 'resources'> | undefined {
  const [first] = reservations;
  if (first === undefined && role === '*') return undefined;
  const { principal, labels } = first ?? reservation ?? {};
  return {
    role: first?.role ?? role,
    principal: principal ?? null,
    labels: (labels?.labels ?? []).map(({ key, value }) => ({ key, value: value ?? '' })),
  };
}

function whyNot({ name, type, scalar, ranges, revocable, shared, disk, ...more }: Read<typeof Resource>) {
  if (revocable !== undefined) return `Revocable resources are not offered: ${name}`;
  if (shared !== undefined) return `Shared resources are not offered: ${name}`;
  if (disk?.persistence !== undefined || disk?.volume !== undefined || disk?.source !== undefined)
    return `Persistent volumes are given to tasks that have a command: ${name}`;
  if (more.reservations.length > 1) return `Reservations are not refined here: ${name}`;
  const reserved = (more.role ?? '*') !== '*' || more.reservations.length > 0;
  if (reserved && name === 'ports') return 'Ports are not reserved';
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
