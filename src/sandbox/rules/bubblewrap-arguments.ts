import type { TaskMount } from '../task.ts';
import { inside } from './inside-paths.ts';

export interface SandboxView {
  account: string;
  /** Host paths. */
  home: string;
  releaseFolder: string;
  gatewayFolder: string;
  /** Holds passwd, group, hosts, resolv.conf, nsswitch.conf. */
  etcFolder: string;
  groups: { name: string; source: string }[];
  mounts: readonly TaskMount[];
  scratchBytes: number;
  env: Record<string, string>;
  /** `bin`, `lib64`…: the target where the host has a link, nothing where it has a folder. */
  rootFolders: { name: string; linkTarget?: string }[];
  /** A user namespace with this one id, where there is no real uid for the tenant. */
  userNamespace?: { uid: number; gid: number };
  /** Without a network namespace of the tenant's that is joined before. */
  unshareNetwork: boolean;
  descriptors: { seccomp?: number; sync: number; status: number };
}

/** Of the host's /etc, what programs need and no tenant may not know. Each may be missing. */
const sharedEtc = [
  'alternatives',
  'bash.bashrc',
  'ca-certificates',
  'ca-certificates.conf',
  'fonts',
  'inputrc',
  'java-17-openjdk',
  'java-21-openjdk',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'magic',
  'mime.types',
  'pki/tls',
  'pki/ca-trust',
  'profile',
  'protocols',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
  'terminfo',
  'timezone',
  'vim',
];

const ownEtc = ['passwd', 'group', 'hosts', 'resolv.conf', 'nsswitch.conf'];

/**
 * Every argument of bubblewrap but the command. They are read from a descriptor, since the command line of the
 * sandbox's first process can be read inside.
 */
export function bubblewrapArguments(view: SandboxView): string[] {
  const args: string[] = [];
  const add = (...more: (string | number)[]) => args.push(...more.map(String));
  // Parents that bubblewrap would make by itself are closed to the tenant.
  const made = new Set<string>(['/']);
  const parents = (path: string) => {
    const names = path.split('/').slice(1, -1);
    names.forEach((_, index) => {
      const folder = `/${names.slice(0, index + 1).join('/')}`;
      if (made.has(folder)) return;
      made.add(folder);
      add('--perms', '0755', '--dir', folder);
    });
  };

  add('--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'stoa');
  if (view.userNamespace) {
    // Root of the tenant's network namespace starts it, and would hand on its capabilities.
    add('--unshare-user', '--disable-userns', '--cap-drop', 'ALL');
    add('--uid', view.userNamespace.uid, '--gid', view.userNamespace.gid);
  }
  if (view.unshareNetwork) add('--unshare-net');
  add('--sync-fd', view.descriptors.sync, '--json-status-fd', view.descriptors.status);
  if (view.descriptors.seccomp !== undefined) add('--seccomp', view.descriptors.seccomp);

  add('--ro-bind', '/usr', '/usr');
  made.add('/usr');
  for (const folder of view.rootFolders) {
    if (folder.linkTarget === undefined) add('--ro-bind', `/${folder.name}`, `/${folder.name}`);
    else add('--symlink', folder.linkTarget, `/${folder.name}`);
    made.add(`/${folder.name}`);
  }
  for (const name of ownEtc) {
    parents(`/etc/${name}`);
    add('--ro-bind', `${view.etcFolder}/${name}`, `/etc/${name}`);
  }
  for (const name of sharedEtc) {
    parents(`/etc/${name}`);
    add('--ro-bind-try', `/etc/${name}`, `/etc/${name}`);
  }

  add('--proc', '/proc', '--dev', '/dev');
  const scratch = (path: string) => add('--perms', '1777', '--size', view.scratchBytes, '--tmpfs', path);
  scratch('/dev/shm');
  scratch('/tmp');
  parents('/var/tmp');
  add('--symlink', '/tmp', '/var/tmp');
  parents(inside.runtimeRoot);
  scratch(inside.runtimeRoot);
  parents(inside.gatewayFolder);
  add('--ro-bind', view.gatewayFolder, inside.gatewayFolder);
  parents(inside.release);
  add('--ro-bind', view.releaseFolder, inside.release);

  parents(inside.home(view.account));
  add('--bind', view.home, inside.home(view.account));
  add('--perms', '0755', '--dir', inside.groups);
  for (const group of view.groups) add('--bind', group.source, `${inside.groups}/${group.name}`);
  for (const mount of view.mounts) {
    parents(mount.target);
    add(mount.readOnly ? '--ro-bind' : '--bind', mount.source, mount.target);
  }

  add('--remount-ro', '/', '--chdir', inside.home(view.account), '--clearenv');
  for (const [name, value] of Object.entries(view.env)) add('--setenv', name, value);
  return args;
}
