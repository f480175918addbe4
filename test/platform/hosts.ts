import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A host that allows less than this machine does, made by really taking it away. Making one needs root. */
export interface Host {
  readonly name: string;
  /** The rung that is the best there. */
  readonly rung: 1 | 2 | 3 | 4 | 5;
  /** What goes before the platform's command; made for one start. */
  readonly host: () => readonly string[];
  /** Who starts the platform; undefined: root. */
  readonly uid?: number;
}

const ordinaryUser = 12_345;

const containerRights = [
  ...['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'NET_BIND_SERVICE'],
  ...['NET_RAW', 'SYS_CHROOT', 'MKNOD', 'AUDIT_WRITE', 'SETFCAP'],
];

/**
 * What a container gives by default: its fourteen capabilities; its filter of system calls, which refuses every new
 * namespace and mount; /sys, with the control groups, and /proc/sys to read only.
 */
function container(): string[] {
  const filter = resolve(import.meta.dirname, '../../src/sandbox/seccomp', `${process.arch}.bpf`);
  const readOnly = ['/sys', '/proc/sys'].flatMap((path) => ['--ro-bind', path, path]);
  const rights = ['--cap-drop', 'ALL', ...containerRights.flatMap((name) => ['--cap-add', `CAP_${name}`])];
  const bounding = `-all,${containerRights.map((name) => `+${name.toLowerCase()}`).join(',')}`;
  const script = 'filter=$1; shift; exec 3< "$filter"; exec bwrap --dev-bind / / --seccomp 3 "$@"';
  return [
    ...['sh', '-c', script, 'sh', filter, ...readOnly, ...rights, '--'],
    ...['setpriv', `--bounding-set=${bounding}`, '--'],
  ];
}

/** An account with a name and a range of sub-uids, in a view of /etc that only this host has. */
function subordinateIds(uid: number): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-sub-ids-'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o644 });
  write('subuid', 'operator-of-tests:100000:65536\n');
  write('subgid', 'operator-of-tests:100000:65536\n');
  write('passwd', `root:x:0:0:root:/root:/bin/sh\noperator-of-tests:x:${uid}:${uid}::/:/bin/sh\n`);
  const script = `for name in passwd subuid subgid; do mount --bind "$0/$name" /etc/$name || exit; done; rm -r "$0"; exec "$@"`;
  return ['unshare', '-m', 'sh', '-c', script, folder];
}

export const hosts = {
  subordinateIds: {
    name: 'a user with a range of ids',
    rung: 2,
    host: () => subordinateIds(ordinaryUser),
    uid: ordinaryUser,
  },
  container: { name: 'root in a container', rung: 4, host: container },
  userInContainer: { name: 'a user in a container', rung: 5, host: container, uid: ordinaryUser },
} satisfies Record<string, Host>;
