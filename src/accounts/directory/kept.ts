import type { Problem } from '../../platform/index.ts';
import type { StoredAccount } from '../store/accounts.ts';
import type { Readable } from '../store/tables.ts';
import { wrong } from './problems.ts';
import { isDirectoryTeam } from './store.ts';

/** @throws Problem kept-by-directory where the account's password is not here */
export function requirePasswordHere({ name, source }: StoredAccount): void {
  if (source === 'directory')
    throw wrong['kept-by-directory'](`The password of "${name}" is kept in the directory. Change it there.`);
}

/** @throws Problem kept-by-directory where who is in the group is decided in the directory */
export async function requireMembersHere(from: Readable, groups: readonly string[]): Promise<void> {
  for (const group of groups) if (await isDirectoryTeam(from, group)) throw keptGroup(group);
}

function keptGroup(group: string): Problem {
  return wrong['kept-by-directory'](`Who is in "${group}" is kept in the directory. Change it there.`);
}
