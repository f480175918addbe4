import type { SomeResources } from '../contract.ts';
import type { RoleRecord } from '../store/roles.ts';
import { type PriorityClass, rank } from './priority-class.ts';
import type { Resources } from './resources.ts';
import type { RoleView } from './snapshot.ts';

/** Everybody's group in the tree of roles. */
export const everyone = 'everyone';

export function groupOf(path: string): string {
  return path.split('/', 1)[0] ?? path;
}

/** A role with what was set for it; a role below another asks for no higher class than that one may. */
export function roleView(
  path: string,
  record: RoleRecord | undefined,
  above: RoleView | null,
  highestClass: PriorityClass,
): RoleView {
  const wished = record?.highestClass ?? above?.highestClass ?? highestClass;
  return {
    path,
    weight: record?.weight ?? 1,
    guarantee: counted(record?.guarantee ?? {}),
    limit: counted(record?.limit ?? {}),
    highestClass: above !== null && rank(above.highestClass) > rank(wished) ? above.highestClass : wished,
  };
}

/** The allocator counts thousandths of a core. */
export function counted({ cpus, ...others }: SomeResources): Partial<Resources> {
  return cpus === undefined ? others : { milliCpus: Math.round(cpus * 1000), ...others };
}

/** Every role that the account may use, the one in its primary group first. */
export function rolesOf(account: string, groups: readonly { readonly name: string }[], primary = everyone): string[] {
  const names = new Set([primary, everyone, ...groups.map(({ name }) => name)]);
  return [...names].map((group) => `${group}/${account}`);
}
