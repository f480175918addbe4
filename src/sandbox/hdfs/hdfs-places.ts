import { join } from 'node:path';
import type { Host } from '../host.ts';

/** Of one tenant, on this host. */
export interface HdfsPlaces {
  readonly folder: string;
  /** A disk image: `spool` for what is on its way into HDFS, `home` for what stays here. */
  readonly local: string;
  /** HDFS as the tenant: `home` and `groups`. */
  readonly mount: string;
  readonly plan: string;
  /** Remembers the process that serves the mount. */
  readonly server: string;
}

export function hdfsPlaces(host: Host, name: string): HdfsPlaces {
  const folder = join(host.places.hdfs, name);
  const at = (what: string) => join(folder, what);
  return { folder, local: at('local'), mount: at('mount'), plan: at('plan.json'), server: at('server.json') };
}

/** Where a tenant's tasks see a group's folder. */
export const groupInHdfs = (host: Host, account: string, group: string): string =>
  join(hdfsPlaces(host, account).mount, 'groups', group);
