import { accessSync, constants, readdirSync } from 'node:fs';
import type { TenantFolders } from './environment.ts';
import { groupPlace, homePlace, type Place } from './location.ts';

/** The home, then each group's folder that this account may enter, by name. */
export function knownPlaces(env: TenantFolders): Place[] {
  const groups = namesIn(env.groups).filter((name) => mayEnter(`${env.groups}/${name}`));
  return [homePlace(env), ...groups.sort().map((group) => groupPlace(env, group))];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function mayEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
