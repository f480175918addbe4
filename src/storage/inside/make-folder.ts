import type { Entry } from '../contract.ts';
import { fileProblems } from '../problems.ts';
import { type HomePath, nameOf, parentOf } from '../rules/home-path.ts';
import { readEntry } from './entry.ts';
import type { FilesEnvironment } from './environment.ts';
import { openParent } from './folder-handle.ts';
import { locate, refuseProtected } from './location.ts';
import type { Owners } from './owners.ts';
import { nameTaken } from './put-in-place.ts';
import { makeOne } from './staging.ts';
import { codeOf } from './system-problem.ts';
import { openDestination } from './write-content.ts';

/** @param parents make the folders above too, where they are missing */
export function makeFolder(env: FilesEnvironment, owners: Owners, path: HomePath, parents: boolean): Entry {
  refuseProtected(env, path);
  const location = locate(env, path);
  const name = nameOf(path);
  using parent = parents ? openDestination(env, location) : openParent(env, location);
  try {
    makeOne(location.place, parent, name);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw nameTaken(name);
    throw error;
  }
  const entry = readEntry(owners, parent.path, parentOf(path), name);
  if (entry === undefined) throw fileProblems['file-not-found']();
  return entry;
}
