import { accessSync, constants, lstatSync, type Stats, statSync } from 'node:fs';
import type { Entry } from '../contract.ts';
import { accessOf } from '../rules/access.ts';
import { type HomePath, join } from '../rules/home-path.ts';
import type { Owners } from './owners.ts';
import { codeOf } from './system-problem.ts';

/**
 * One entry as people see it; a link shows what it leads to.
 *
 * @param at address of the folder that holds it
 */
export function readEntry(owners: Owners, at: string, folder: HomePath, name: string): Entry | undefined {
  return entryOf(owners, `${at}/${name}`, join(folder, name), name);
}

export function entryOf(owners: Owners, absolute: string, path: HomePath, name: string): Entry | undefined {
  let own: Stats | undefined;
  try {
    own = lstatSync(absolute, { throwIfNoEntry: false });
  } catch {
    return unreadable(path, name);
  }
  if (own === undefined) return undefined;
  const target = own.isSymbolicLink() ? targetOf(absolute) : own;
  const shown = target ?? own;
  const kind = target === undefined ? 'broken' : kindOf(target);
  return {
    name,
    path,
    kind,
    link: own.isSymbolicLink(),
    size: kind === 'folder' ? null : shown.size,
    changedAt: Math.round(shown.mtimeMs),
    owner: owners.user(shown.uid),
    access: accessOf(shown.mode & 0o777, owners.group(shown.gid)),
    writable: kind !== 'broken' && isWritable(absolute),
  };
}

export function kindOf(stats: Stats): 'file' | 'folder' | 'other' {
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
}

export function isWritable(absolute: string): boolean {
  try {
    accessSync(absolute, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** What a link leads to; nothing when it is broken, leads in a circle, or to where the tenant may not look. */
function targetOf(absolute: string): Stats | undefined {
  try {
    return statSync(absolute, { throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/** A name that is not UTF-8, or a folder that may be listed but not entered. */
function unreadable(path: HomePath, name: string): Entry {
  return {
    name,
    path,
    kind: 'unreadable',
    link: false,
    size: null,
    changedAt: null,
    owner: { name: '', you: false },
    access: { who: 'none', may: 'nothing', mode: '---------' },
    writable: false,
  };
}
