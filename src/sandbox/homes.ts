import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, statfsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AgentError } from './agent-error.ts';
import { becomeTenant } from './become-tenant.ts';
import { giveAway } from './give-away.ts';
import { closeDeadMount, closeHdfsHome, openHdfsHome } from './hdfs/hdfs-home.ts';
import type { Host } from './host.ts';
import { isClosed, isMounted, mountHome, unmountHome } from './limits/home-image.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { runTool } from './run-tool.ts';
import type { TaskLimits, Tenant } from './task.ts';

type HomeLimits = Pick<TaskLimits, 'diskBytes' | 'files'>;
const perTenant = oneAtATime<string>();

const imageOf = (host: Host, tenant: Pick<Tenant, 'uid'>) => join(host.places.images, `${tenant.uid}.ext4`);

/**
 * Makes the home and mounts what limits it. The folder that homes are in is the platform's, so a home's own name
 * cannot be swapped; nothing in a home is touched by name.
 *
 * @param alone  nothing of the tenant's runs on this host; asked when it is this call's turn
 */
export function ensureHome(host: Host, tenant: Tenant, limits: HomeLimits, alone: () => boolean): Promise<void> {
  const path = join(host.places.homes, tenant.name);
  return ofHome(host, path, async () => {
    if (host.options.hdfs) await closeDeadMount(host, path);
    makeFolder(path);
    host.shared.have(path);
    if (host.options.hdfs) return openHdfsHome(host, tenant, limits, path);
    const image = imageOf(host, tenant);
    if (host.homeImages && (existsSync(image) || readdirSync(path).length === 0 || isMounted(path))) {
      const home = { image, path, uid: tenant.uid, gid: tenant.gid, ...limits };
      await mountHome(home, host.options.toolPath, alone() && !host.shared.elsewhere(path));
      if (!isClosed(path)) chmodSync(path, 0o700);
      return;
    }
    if (existsSync(image)) {
      throw new AgentError(
        'home-unavailable',
        `The home of ${tenant.name} is a disk image that cannot be mounted here.`,
        {
          why: 'It was made where the platform ran as root with loop devices.',
          fix: 'Start the platform as root again, on a host with loop devices.',
        },
      );
    }
    // A home from before there were images stays a folder, and is watched.
    if (isOurs(path)) chmodSync(path, 0o700);
    await giveAway(host, path, tenant.uid, tenant.gid);
  });
}

const isOurs = (path: string): boolean => process.getuid?.() === 0 || lstatSync(path).uid === process.getuid?.();

function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (!lstatSync(path).isDirectory()) throw new Error(`${path} is not a folder`);
}

export interface HomeUsage {
  diskBytes: number;
  files: number;
  /** A file system of its own enforces the limits. */
  own: boolean;
}

/** What the home holds: asked of its own file system, else counted by the tenant itself. */
export async function homeUsage(host: Host, tenant: Tenant): Promise<HomeUsage | undefined> {
  const path = join(host.places.homes, tenant.name);
  if (!existsSync(path)) return undefined;
  if (host.homeImages && isMounted(path)) {
    const system = statfsSync(path);
    return { diskBytes: (system.blocks - system.bfree) * system.bsize, files: system.files - system.ffree, own: true };
  }
  const used = (await counted(host, tenant, ['.'])).get('.');
  return used && { ...used, own: false };
}

/** What is in the work folders of a tenant's tasks, by task; one that has none, or none that could be counted, is not in it. */
export async function workUsage(
  host: Host,
  tenant: Tenant,
  ids: readonly string[],
): Promise<Map<string, Omit<HomeUsage, 'own'>>> {
  if (ids.length === 0 || !existsSync(join(host.places.homes, tenant.name))) return new Map();
  const used = await counted(
    host,
    tenant,
    ids.map((id) => join('.stoa', 'tasks', id)),
  );
  return new Map([...used].map(([path, holds]) => [basename(path), holds]));
}

/** The same of volumes that are folders. */
export async function volumeUsage(
  host: Host,
  tenant: Tenant,
  ids: readonly string[],
): Promise<Map<string, Omit<HomeUsage, 'own'>>> {
  if (ids.length === 0) return new Map();
  const used = await counted(
    host,
    tenant,
    ids.map((id) => join(host.places.volumes, id)),
  );
  return new Map([...used].map(([path, holds]) => [basename(path), holds]));
}

/**
 * Counted as the tenant, in the home itself, since what that is in may be closed to it. Unreadable parts are left out,
 * and a file that several folders have by hard links is the first one's.
 */
async function counted(
  host: Host,
  tenant: Tenant,
  paths: readonly string[],
): Promise<Map<string, Omit<HomeUsage, 'own'>>> {
  const separate = host.rung === 1 || host.rung === 2 || host.rung === 4;
  const asTenant = separate ? becomeTenant(tenant) : [];
  const home = join(host.places.homes, tenant.name);
  const within = [...host.enterUser, 'sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', home];
  const count = async (what: string) => {
    const { stdout } = await runTool([...within, ...asTenant, 'du', '-s', '-x', what, '--', ...paths], {
      path: host.options.toolPath,
    });
    return new Map([...stdout.matchAll(/^(\d+)\t(.+)$/gm)].map(([, amount, path = '']) => [path, Number(amount)]));
  };
  const [bytes, files] = await Promise.all([count('--block-size=1'), count('--inodes')]);
  return new Map([...bytes].map(([path, diskBytes]) => [path, { diskBytes, files: files.get(path) ?? 0 }]));
}

export const releaseHome = (host: Host, name: string): Promise<void> => {
  const path = join(host.places.homes, name);
  return ofHome(host, path, async () => {
    host.shared.leave(path);
    if (host.shared.elsewhere(path)) return;
    if (host.options.hdfs) await closeHdfsHome(host, name, path);
    else await unmountHome(path, host.options.toolPath);
  });
};

/** One at a time of this agent's calls, and of all agents' of the host. */
const ofHome = <T>(host: Host, path: string, work: () => Promise<T>): Promise<T> =>
  perTenant(path, () => host.shared.turn(path, work));
