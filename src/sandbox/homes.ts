import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from './host.ts';
import { mustRun } from './run-tool.ts';
import type { GroupFolder, TaskSpec, Tenant } from './task.ts';

/** Makes the home and mounts what limits it. The folder that it is in is the platform's: its name cannot be swapped. */
export async function ensureHome(
  host: Host,
  tenant: Tenant,
  _limits: Pick<TaskSpec['limits'], 'diskBytes' | 'files'>,
): Promise<void> {
  const path = join(host.places.homes, tenant.name);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (host.rung <= 2 || host.rung === 4) chownSync(path, tenant.uid, tenant.gid);
  chmodSync(path, 0o700);
}

/** The group's shared folder: members read and write whatever others make there, whatever their umask. */
export async function ensureGroup(host: Host, group: GroupFolder): Promise<void> {
  const path = join(host.places.groups, group.name);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (host.rung === 1 || host.rung === 4) chownSync(path, 0, group.gid);
  chmodSync(path, 0o2770);
  await mustRun(['setfacl', '-m', 'd:u::rwx,d:g::rwx,d:o::---,d:m::rwx', path], { path: host.options.toolPath }).catch(
    () => undefined,
  );
}
