import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { badRequest, notFound } from '../http/errors.ts';
import { KeptFolder } from './file/kept-folder.ts';
import { TenantFiles } from './file/tenant-files.ts';

/** Where a path of the home is on disk, and where the notebook's journal lies. */
export interface Place {
  /** As the tenant names it: `Welcome.ipynb`, `groups/growth/x.ipynb`; no leading slash. */
  path: string;
  /** Its address by name; for opening it there are `files`. */
  file: string;
  files: TenantFiles;
  /** Folder of its journal, versions and large outputs. */
  folder: KeptFolder;
  /** Name of the group whose folder it is in, or null. Members share it, so it is written under a lease. */
  group: string | null;
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
  const files = new TenantFiles(environment);
  const [first, group, ...rest] = clean.split('/');
  if (first === 'groups' && group !== undefined && rest.length > 0 && environment.groups !== '') {
    const names = ['.stoa', 'documents', keyOf(rest.join('/'))];
    const folder = new KeptFolder(join(environment.groups, group), names, { folder: 0o2770, file: 0o660 });
    return { path: clean, file, files, folder, group, fileMode: 0o660 };
  }
  const folder = new KeptFolder(environment.stoa, ['documents', keyOf(clean)], { folder: 0o700, file: 0o600 });
  return { path: clean, file, files, folder, group: null, fileMode: 0o600 };
}

function keyOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 24);
}
