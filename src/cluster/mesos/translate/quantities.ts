import { Refusal } from '../http/refusal.ts';
import { scalars } from './resources.ts';

/** Amounts by Mesos's names as the platform has them: cores, bytes, bits a second. @throws Refusal 400 */
export function fromQuantities(
  quantities: ReadonlyMap<string, { readonly value: number }>,
): Readonly<Record<string, number>> | null {
  const made: Record<string, number> = {};
  for (const [name, { value }] of quantities) {
    const [, kind, unit] = scalars.find(([known]) => known === name) ?? [];
    if (kind === undefined || unit === undefined) throw new Refusal(400, `There is no resource '${name}' here`);
    if (!Number.isFinite(value) || value < 0) throw new Refusal(400, `Invalid quantity of '${name}': ${value}`);
    if (kind === 'milliCpus') made.cpus = value;
    else made[kind] = Math.floor(value * unit + 1e-6);
  }
  return Object.keys(made).length === 0 ? null : made;
}
