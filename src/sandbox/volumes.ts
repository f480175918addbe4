import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentError } from './agent-error.ts';
import { giveAway } from './give-away.ts';
import { shareWithGroup } from './groups.ts';
import type { Host } from './host.ts';
import { isClosed, mountHome, unmountHome } from './limits/home-image.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { mustRun } from './run-tool.ts';
import type { TaskVolume, Tenant } from './task.ts';

const perVolume = oneAtATime<string>();

const imageOf = (host: Host, id: string) => join(host.places.images, `volume-${id}.ext4`);

/** Where the host has it; the folder that they are in is the platform's. */
export const volumePath = (host: Host, id: string): string => join(host.places.volumes, id);

/**
 * Makes a volume that is new, and mounts it where the host can limit it so. One task at a time has it, so nobody uses it
 * now. It belongs to whoever owns the task, or to the members of a group.
 */
export function ensureVolume(host: Host, tenant: Tenant, volume: TaskVolume): Promise<void> {
  const { id, group, diskBytes, files } = volume;
  return perVolume(id, async () => {
    const path = volumePath(host, id);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const [uid, gid] = group === undefined ? [tenant.uid, tenant.gid] : [0, group.gid];
    const image = imageOf(host, id);
    if (host.homeImages) await mountHome({ image, path, uid, gid, diskBytes, files }, host.options.toolPath);
    else if (existsSync(image)) throw cannotMount(id);
    if (host.homeImages && isClosed(path)) return;
    await giveAway(host, path, uid, gid);
    if (group !== undefined) await shareWithGroup(host, path);
    else if (host.rung !== 2) chmodSync(path, 0o700);
  });
}

/** The task that had it is over; what is in it stays. */
export const releaseVolume = (host: Host, id: string): Promise<void> =>
  perVolume(id, () => unmountHome(volumePath(host, id), host.options.toolPath));

/** With all that is in it. One that is not there is removed already. */
export function removeVolume(host: Host, id: string): Promise<void> {
  return perVolume(id, async () => {
    const path = volumePath(host, id);
    await unmountHome(path, host.options.toolPath);
    // Not at once: a large image takes its time, in which the agent answers others.
    await rm(imageOf(host, id), { force: true });
    // What is in it may belong to ids that only root of the tenants' ids may take away.
    await mustRun([...host.enterUser, 'rm', '-rf', '--', path], { path: host.options.toolPath });
  });
}

/** Those that are mounted or folders on this host. */
export const knownVolumes = (host: Host): string[] => readdirSync(host.places.volumes);

const cannotMount = (id: string): AgentError =>
  new AgentError('home-unavailable', `The volume ${id} is a disk image that cannot be mounted here.`, {
    why: 'It was made where the platform ran as root with loop devices.',
    fix: 'Start the platform as root again, on a host with loop devices.',
  });
