import { chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AgentError } from '../agent-error.ts';
import type { Host } from '../host.ts';
import { mountHome, unmountHome } from '../limits/home-image.ts';
import { mustRun, runTool } from '../run-tool.ts';
import type { TaskLimits, Tenant } from '../task.ts';
import { type HdfsPlaces, hdfsPlaces } from './hdfs-places.ts';
import { endServer, keepServer } from './mount-server.ts';

/**
 * What of a home stays on the host: what is written often in small pieces, or can be made again. `.stoa` itself, with the
 * trash and what is being uploaded, is in HDFS, since files move from there into the home.
 */
const hostFolders = [
  '.cache',
  ...['documents', 'fetched', 'python', 'results', 'sql', 'tasks', 'tmp', 'used'].map((name) => `.stoa/${name}`),
];

/**
 * Mounts the tenant's home out of HDFS at `path`, as the tenant. A process of ours that died meanwhile is replaced; what
 * had the home open then has to be started again.
 */
export async function openHdfsHome(
  host: Host,
  tenant: Tenant,
  limits: Pick<TaskLimits, 'diskBytes' | 'files'>,
  path: string,
): Promise<void> {
  const at = hdfsPlaces(host, tenant.name);
  await closeDeadMount(host, at.mount);
  for (const folder of [at.folder, at.local, at.mount]) mkdirSync(folder, { recursive: true, mode: 0o711 });
  const image = join(host.places.images, `${tenant.uid}-here.ext4`);
  await mountHome({ image, path: at.local, uid: 0, gid: 0, ...limits }, host.options.toolPath, false);
  makeLocalFolders(host, tenant, at);
  if ((await keepServer(host, tenant, at)) === 'began') await takeOff(host, path);
  if (!answers(path) || !isMountPoint(path)) await bindHome(host, tenant, at, path);
}

function makeLocalFolders(host: Host, tenant: Tenant, { local }: HdfsPlaces): void {
  const { gateway } = host.options;
  for (const [name, uid, gid] of [
    ['spool', gateway.uid, gateway.gid],
    ['home', tenant.uid, tenant.gid],
  ] as const) {
    const folder = join(local, name);
    if (existsSync(folder)) continue;
    mkdirSync(folder, { mode: 0o700 });
    chownSync(folder, uid, gid);
  }
}

async function bindHome(host: Host, tenant: Tenant, at: HdfsPlaces, path: string): Promise<void> {
  await takeOff(host, path);
  await mustRun(
    [
      'sh',
      '-c',
      bindScript,
      'sh',
      join(at.mount, 'home'),
      path,
      join(at.local, 'home'),
      String(tenant.uid),
      String(tenant.gid),
      ...hostFolders,
    ],
    {
      path: host.options.toolPath,
    },
  ).catch((cause: unknown) => {
    throw new AgentError('home-unavailable', `The home of ${tenant.name} in HDFS cannot be opened.`, {
      why: String(cause),
      fix: 'See whether a NameNode answers (`stoa doctor`), and start again.',
    });
  });
}

// HDFS has no links, so no name in the home leads elsewhere; those on the host were made by us, in a folder that only
// what is bound out of it shows.
const bindScript = `
set -e
from="$1" home="$2" local="$3" uid="$4" gid="$5"
shift 5
mount --bind "$from" "$home"
for name in "$@"; do
  setpriv --reuid "$uid" --regid "$gid" --clear-groups mkdir -p -m 700 "$home/$name" "$local/$name"
  mount --bind "$local/$name" "$home/$name"
done`;

/** Whether the process behind a mount still answers. */
function answers(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return Object(error).code === 'ENOENT';
  }
}

/** What the process of a mount has left when it died is in the way of everything. */
export async function closeDeadMount(host: Host, path: string): Promise<void> {
  if (!answers(path)) await takeOff(host, path);
}

const isMountPoint = (path: string): boolean => statSync(path).dev !== statSync(join(path, '..')).dev;

/** Nobody looks into it any more; what is bound below goes with it. */
const takeOff = (host: Host, path: string) => runTool(['umount', '-l', path], { path: host.options.toolPath });

export async function closeHdfsHome(host: Host, name: string, path: string): Promise<void> {
  const at = hdfsPlaces(host, name);
  await takeOff(host, path);
  await endServer(host, at);
  if (existsSync(at.local)) await unmountHome(at.local, host.options.toolPath);
}
