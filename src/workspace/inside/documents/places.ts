import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { badRequest, notFound } from '../http/errors.ts';
import type { Modes } from './journal/journal.ts';

/** Where a path of the home is on disk, and where the notebook's journal lies. */
export interface Place {
  /** As the tenant names it: `Welcome.ipynb`, `groups/growth/x.ipynb`; no leading slash. */
  path: string;
  file: string;
  /** Folder of its journal, versions and large outputs. */
  folder: string;
  /** Name of the group whose folder it is in, or null. Members share it, so it is written under a lease. */
  group: string | null;
  modes: Modes;
  /** Permission bits of a new `.ipynb`. */
  fileMode: number;
}

/**
 * Brings a path from outside to its one form. Hidden names are refused, as Jupyter does: what is below `.stoa` is not
 * to be edited as a document. What the tenant may touch is decided by the system, not here.
 */
export function cleanPath(path: string): string {
  if (path.includes('\0')) throw badRequest('The path holds a NUL.');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.some((part) => part === '..')) throw notFound(`No such file or directory: ${path}`);
  if (parts.some((part) => part.startsWith('.'))) throw notFound(`No such file or directory: ${path}`);
  return parts.join('/');
}

export function placeOf(environment: Environment, path: string): Place {
  const clean = cleanPath(path);
  const file = join(environment.home, clean);
  const [first, group, ...rest] = clean.split('/');
  if (first === 'groups' && group !== undefined && rest.length > 0 && environment.groups !== '') {
    const folder = join(environment.groups, group, '.stoa/documents', keyOf(rest.join('/')));
    return { path: clean, file, folder, group, modes: { folder: 0o2770, file: 0o660 }, fileMode: 0o660 };
  }
  const folder = join(environment.stoa, 'documents', keyOf(clean));
  return { path: clean, file, folder, group: null, modes: { folder: 0o700, file: 0o600 }, fileMode: 0o600 };
}

function keyOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 24);
}
