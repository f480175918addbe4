import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tenant } from './task.ts';

/** The files of /etc that name people and hosts: a tenant sees itself and nobody else. */
export function writeEtcFiles(folder: string, tenant: Tenant, nameservers: string): void {
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
  const write = (name: string, lines: string[]) =>
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`, { mode: 0o644 });
  write('passwd', passwd);
  write('group', group);
  write('hosts', ['127.0.0.1 localhost stoa', '::1 localhost']);
  write('nsswitch.conf', ['passwd: files', 'group: files', 'hosts: files dns', 'services: files', 'protocols: files']);
  write('resolv.conf', [nameservers]);
}
