import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AgentError } from './agent-error.ts';
import { giveAway } from './give-away.ts';
import { groupInHdfs } from './hdfs/hdfs-places.ts';
import type { Host } from './host.ts';
import { isClosed, isMounted, mountHome, unmountHome } from './limits/home-image.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { mustRun } from './run-tool.ts';
import type { GroupFolder } from './task.ts';

const perGroup = oneAtATime<string>();
const sharedMode = 0o2770;

/**
 * The group's shared folder: members read and write whatever others make there, whatever their umask. Where the host
 * can, it is a file system of its own, so that no member fills the host's disk through it.
 *
 * @param alone  nothing runs on this host that has the folder; asked when it is this call's turn
 */
export function ensureGroup(host: Host, group: GroupFolder, alone: () => boolean): Promise<void> {
  // Each member has it out of HDFS with the own home.
  if (host.options.hdfs) return Promise.resolve();
  const path = join(host.places.groups, group.name);
  return ofGroup(host, path, async () => {
    if (!existsSync(path)) await makeFolder(host, group, path);
    host.shared.have(path);
    const image = join(host.places.images, `group-${group.gid}.ext4`);
    // One from before there were images stays a folder.
    const asImage = existsSync(image) || isMounted(path) || readdirSync(path).length === 0;
    if (!asImage) return;
    if (host.homeImages) await mountGroup(host, group, image, path, alone() && !host.shared.elsewhere(path));
    else if (existsSync(image)) throw cannotMount(group.name);
  });
}

async function mountGroup(host: Host, group: GroupFolder, image: string, path: string, alone: boolean): Promise<void> {
  const { groupLimits, toolPath } = host.options;
  await mountHome({ image, path, uid: 0, gid: group.gid, ...groupLimits }, toolPath, alone);
  if ((statSync(path).mode & 0o7777) !== sharedMode && !isClosed(path)) await shareWithGroup(host, path);
}

async function makeFolder(host: Host, group: GroupFolder, path: string): Promise<void> {
  const fresh = join(host.places.groups, `.${group.name}.new`);
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  await giveAway(host, fresh, 0, group.gid);
  await shareWithGroup(host, fresh);
  renameSync(fresh, path);
}

/** Opens a folder to the members of its group. Last the bits that let members in: who is in finds the default ACL. */
export async function shareWithGroup(host: Host, path: string): Promise<void> {
  // As whoever may set the group's bit: only root of the group's own ids.
  const asRoot = [...host.enterUser, 'sh', '-c', 'setfacl -m "$2" "$1" && chmod 2770 "$1"', 'sh'];
  await mustRun([...asRoot, path, 'd:u::rwx,d:g::rwx,d:o::---,d:m::rwx'], { path: host.options.toolPath });
}

/** Where the tenant's tasks have it from. */
export const groupSource = (host: Host, account: string, group: string): string =>
  host.options.hdfs ? groupInHdfs(host, account, group) : join(host.places.groups, group);

export const releaseGroup = (host: Host, name: string): Promise<void> => {
  const path = join(host.places.groups, name);
  return ofGroup(host, path, async () => {
    host.shared.leave(path);
    if (!host.shared.elsewhere(path)) await unmountHome(path, host.options.toolPath);
  });
};

/** One at a time of this agent's calls, and of all agents' of the host. */
const ofGroup = <T>(host: Host, path: string, work: () => Promise<T>): Promise<T> =>
  perGroup(path, () => host.shared.turn(path, work));

const cannotMount = (name: string): AgentError =>
  new AgentError('home-unavailable', `The folder of the group ${name} is a disk image that cannot be mounted here.`, {
    why: 'It was made where the platform ran as root with loop devices.',
    fix: 'Start the platform as root again, on a host with loop devices.',
  });
