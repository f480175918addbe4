import type { Tenant } from './task.ts';

/** Goes before a command that is to run with the tenant's ids and no way to more rights. */
export function becomeTenant({ uid, gid, groups }: Tenant): string[] {
  const gids = groups.map((group) => group.gid);
  return [
    'setpriv',
    '--reuid',
    String(uid),
    '--regid',
    String(gid),
    ...(gids.length > 0 ? ['--groups', gids.join(',')] : ['--clear-groups']),
    '--no-new-privs',
    '--inh-caps=-all',
    '--bounding-set=-all',
  ];
}
