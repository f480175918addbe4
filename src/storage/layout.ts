import { join } from 'node:path';

/**
 * Where tenants' data is on the host, below the data folder. Pure: nothing is looked at. Names are canonical names of
 * accounts and groups, which hold no slash.
 */
export interface StorageLayout {
  homes: string;
  groups: string;
  /** 0700, owned by the tenant. */
  home: (account: string) => string;
  /** 2770, with a default access list for the group. */
  group: (group: string) => string;
}

export function storageLayout(dataFolder: string): StorageLayout {
  const homes = join(dataFolder, 'homes');
  const groups = join(dataFolder, 'groups');
  return {
    homes,
    groups,
    home: (account) => join(homes, requireName(account)),
    group: (group) => join(groups, requireName(group)),
  };
}

/** The last guard: a name that was not checked must not become a path. */
function requireName(name: string): string {
  if (!/^[a-z][a-z0-9._-]{0,31}$/.test(name)) throw new Error(`${JSON.stringify(name)} is not a canonical name`);
  return name;
}

/** The shipped data set in a release's folder. */
export const sampleFile = 'samples/flights-3m.parquet';
