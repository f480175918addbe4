import type { ReservedShare } from './framework-port.ts';
import { fits, isNothing, least, minus, sum } from './rules/resources.ts';

/** One for each reservation; without those of which nothing is left. */
export function together(parts: readonly ReservedShare[]): ReservedShare[] {
  return [...Map.groupBy(parts, keyOf).values()].flatMap((same) => {
    const [first] = same;
    const resources = sum(same.map((one) => one.resources));
    return first === undefined || isNothing(resources) ? [] : [{ ...first, resources }];
  });
}

/** Without these parts, as far as they are there. */
export function lessReserved(all: readonly ReservedShare[], parts: readonly ReservedShare[]): ReservedShare[] {
  const taken = new Map(together(parts).map((one) => [keyOf(one), one.resources]));
  return together(all).flatMap((one) => {
    const part = taken.get(keyOf(one));
    const resources = part === undefined ? one.resources : minus(one.resources, least(one.resources, part));
    return isNothing(resources) ? [] : [{ ...one, resources }];
  });
}

/** Whether every part is within the reservation that it names. */
export function includesReserved(all: readonly ReservedShare[], parts: readonly ReservedShare[]): boolean {
  const there = new Map(together(all).map((one) => [keyOf(one), one.resources]));
  return together(parts).every((one) => {
    const room = there.get(keyOf(one));
    return room !== undefined && fits(one.resources, room);
  });
}

/** The same text for parts of the same reservation. */
function keyOf({ role, principal, labels }: ReservedShare): string {
  return JSON.stringify([role, principal, labels.map(({ key, value }) => [key, value])]);
}
