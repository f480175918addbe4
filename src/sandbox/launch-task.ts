import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { confine } from './confine.ts';
import { containerCommand } from './docker/container-command.ts';
import type { Docker } from './docker/docker.ts';
import { etcFiles } from './etc-files.ts';
import { giveAway } from './give-away.ts';
import { ensureGroup } from './groups.ts';
import { ensureHome } from './homes.ts';
import type { Host } from './host.ts';
import { listenFor } from './listening-sockets.ts';
import type { LiveTask } from './live-task.ts';
import type { JoinedNetwork } from './network/network.ts';
import { explainFullDisk, requireRoomToStart } from './room-to-start.ts';
import type { PlanOfTask } from './rules/launch-plan.ts';
import { startRecorder } from './start-recorder.ts';
import type { TaskSpec } from './task.ts';
import { type LaunchRecord, makeTaskFolder, writeOnce, writeWhole } from './task-folder.ts';
import { ensureVolume } from './volumes.ts';

/** Prepares what a task needs on the host, starts its recorder, and returns when its first process runs or it failed. */
export async function launchTask(
  { host, docker }: { host: Host; docker: Docker },
  task: LiveTask,
  launch: LaunchRecord,
  joinNetwork: () => Promise<JoinedNetwork>,
  alone: { withHome(): boolean; withGroup(name: string): boolean },
  sweep: PlanOfTask['sweep'],
): Promise<void> {
  const { spec, folder } = task;
  try {
    requireRoomToStart(host.places.tasks);
    makeTaskFolder(folder);
    launch.cgroups = host.cgroups.make(spec.id, spec.limits);
    // Where little is made for it, and quickly, an agent that is killed meanwhile leaves nothing that must be found.
    if (spec.kind !== 'task') writeWhole(folder.spec, JSON.stringify(launch));
    await makeGatewayFolder(host, spec.tenant.name, spec.tenant.gid);
    const [sockets, network] = await Promise.all([
      spec.listen.length === 0 ? [] : listenFor(host.places.sockets(spec.id), spec.listen, host.options.gateway.gid),
      spec.container ? noNetwork : joinNetwork(),
      ensureHome(host, spec.tenant, spec.limits, () => alone.withHome()),
      ...(spec.volumes ?? []).map((volume) => ensureVolume(host, spec.tenant, volume)),
      ...spec.tenant.groups.map((group) => ensureGroup(host, group, () => alone.withGroup(group.name))),
    ]);
    if (host.rung >= 4) makeRuntimeFolder(host, spec.id, spec.tenant.uid, spec.tenant.gid);
    launch.network = network.gives;
    const etc = etcFiles(host.places.etc, spec.tenant, network.nameservers ?? host.nameservers);
    if (spec.kind === 'task') writeOnce(folder.spec, launch);
    else writeWhole(folder.spec, JSON.stringify(launch));
    if (task.isEnding) {
      for (const socket of sockets) socket.close();
      return await task.endUnbegun();
    }
    const confined = spec.container
      ? await containerCommand(host, docker, spec, spec.container.image)
      : confine(host, spec, etc, network.enter, sweep);
    task.enter('starting', startingWords(spec));
    task.follow();
    startRecorder({
      folder,
      apart: spec.kind === 'task',
      checked: spec.health !== undefined || spec.check !== undefined,
      confined,
      sockets,
      // Who waits for a container is none of what it may use.
      memoryEvents: spec.container ? undefined : host.cgroups.memoryEvents(spec.id),
      cgroups: spec.container ? [] : launch.cgroups,
      seccomp: spec.container ? undefined : host.seccomp,
      ended: () => task.recorderEnded(),
    });
    for (const socket of sockets) socket.publish();
    await task.started;
  } catch (error) {
    const cause = explainFullDisk(error);
    task.fail(cause instanceof Error ? cause.message : String(cause));
  }
}

/** A container has none but its own loopback. */
const noNetwork: JoinedNetwork = { enter: undefined, gives: 'none' };

function startingWords({ container, fetch = [] }: TaskSpec): string {
  if (container) return `Starting a container of ${container.image}`;
  return fetch.length > 0 ? 'Starting the sandbox and fetching its files' : 'Starting the sandbox';
}

/** Where the gateway listens for what comes from inside; the tenant may pass through, not write. */
async function makeGatewayFolder(host: Host, account: string, gid: number): Promise<void> {
  const path = host.places.gatewayFolder(account);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o710);
  // Without root the gateway runs as we do.
  await giveAway(host, path, host.rung === 2 ? 0 : host.options.gateway.uid, gid);
}

function makeRuntimeFolder(host: Host, taskId: string, uid: number, gid: number): void {
  const path = host.places.runtime(taskId);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (host.rung === 4) chownSync(path, uid, gid);
}

export const socketPaths = (host: Host, taskId: string, listen: readonly string[]): Record<string, string> =>
  Object.fromEntries(listen.map((name) => [name, join(host.places.sockets(taskId), `${name}.sock`)]));
