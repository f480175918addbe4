import { fileProblems } from '../problems.ts';
import { type HomePath, isWithin, nameOf } from '../rules/home-path.ts';
import type { TenantFolders } from './environment.ts';

/** The home, or one group's folder: what has a trash and a staging folder of its own, on its own file system. */
export interface Place {
  kind: 'home' | 'group';
  name: string;
  /** `''` or `groups/<group>`. */
  path: HomePath;
  root: string;
}

/** A path, where it is on this machine, and the place it belongs to by its spelling. */
export interface Location {
  path: HomePath;
  absolute: string;
  place: Place;
}

/** `groups` itself has no location: it only lists groups (`isGroupsFolder`). */
export function locate(env: TenantFolders, path: HomePath): Location {
  const place = placeOf(env, path);
  const rest = place.kind === 'home' ? path : path.slice(place.path.length + 1);
  return { path, place, absolute: rest === '' ? place.root : `${place.root}/${rest}` };
}

export function isGroupsFolder(path: HomePath): boolean {
  return path === 'groups';
}

export function homePlace(env: TenantFolders): Place {
  return { kind: 'home', name: env.account, path: '' as HomePath, root: env.home };
}

export function groupPlace(env: TenantFolders, group: string): Place {
  return { kind: 'group', name: group, path: `groups/${group}` as HomePath, root: `${env.groups}/${group}` };
}

function placeOf(env: TenantFolders, path: HomePath): Place {
  const [first, group] = path.split('/');
  return first === 'groups' && group !== undefined ? groupPlace(env, group) : homePlace(env);
}

/** What moving, renaming or deleting must leave alone: the places themselves and what the platform keeps in them. */
export function refuseProtected(env: TenantFolders, path: HomePath): void {
  const { place } = locate(env, path);
  const own = `${place.path === '' ? '' : `${place.path}/`}.stoa` as HomePath;
  if (path === '' || path === place.path || isGroupsFolder(path) || isWithin(own, path)) {
    throw fileProblems['path-protected']({
      field: 'path',
      detail: `"${nameOf(path) || 'Your home'}" is kept by Stoa: it cannot be moved, renamed, replaced or deleted here.`,
    });
  }
}
