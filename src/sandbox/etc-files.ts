import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tenant } from './task.ts';

/**
 * The files of /etc that name people and hosts: a tenant sees itself and nobody else. Made once for all tasks that see
 * the same; never changed, as sandboxes have them mounted.
 *
 * @returns their folder
 */
export function etcFiles(folder: string, tenant: Tenant, nameservers: string): string {
  const passwd = [
    'root:x:0:0:root:/root:/usr/sbin/nologin',
    `${tenant.name}:x:${tenant.uid}:${tenant.gid}::/home/${tenant.name}:${existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh'}`,
    'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  ];
  const group = [
    'root:x:0:',
    `${tenant.name}:x:${tenant.gid}:`,
    ...tenant.groups.map(({ name, gid }) => `${name}:x:${gid}:${tenant.name}`),
    'nogroup:x:65534:',
  ];
  const files: Record<string, string[]> = {
    passwd,
    group,
    hosts: ['127.0.0.1 localhost stoa', '::1 localhost'],
    'nsswitch.conf': ['passwd: files', 'group: files', 'hosts: files dns', 'services: files', 'protocols: files'],
    'resolv.conf': [nameservers],
  };
  const name = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 32);
  const whole = join(folder, name);
  if (!existsSync(whole)) makeWhole(whole, files);
  return whole;
}

function makeWhole(folder: string, files: Record<string, string[]>): void {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o755 });
  for (const [name, lines] of Object.entries(files))
    writeFileSync(join(fresh, name), `${lines.join('\n')}\n`, { mode: 0o644 });
  renameSync(fresh, folder);
}
