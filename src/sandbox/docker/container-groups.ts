import { readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../host.ts';
import { innerPid, signalPid } from '../processes.ts';

/** The engine makes a container's control groups below those of its task, so our limits hold for it. */
export const parentGroup = (mark: string, taskId: string): string => `/stoa-${mark}/${taskId}`;

/** Processes in the task's container, as the host numbers them. */
export const containerProcesses = ({ cgroups }: Host, taskId: string): number[] =>
  processesBelow(cgroups.folders(taskId));

export function processesBelow(groups: readonly string[]): number[] {
  const folders = groups.flatMap(below);
  return [...new Set(folders.flatMap((folder) => lines(join(folder, 'cgroup.procs')).map(Number)))];
}

/** How often the kernel killed something in it for memory; version 1 counts it in the group of who was killed. */
export function containerOomKills({ cgroups }: Host, taskId: string): number {
  const events = cgroups.memoryEvents(taskId);
  if (events === undefined) return 0;
  const file = events.slice(events.lastIndexOf('/') + 1);
  const counts = below(events.slice(0, events.lastIndexOf('/'))).map((folder) =>
    Number(
      lines(join(folder, file))
        .find((line) => line.startsWith('oom_kill '))
        ?.slice('oom_kill '.length) ?? 0,
    ),
  );
  // Version 2 counts what happened below too.
  return Math.max(0, ...counts);
}

/** Its processes are told, each once, but not who waits for them and would tell them again. */
export function askContainer(host: Host, taskId: string): boolean {
  return containerProcesses(host, taskId)
    .filter((pid) => !(innerPid(pid) === 1 && nameOf(pid) === 'docker-init'))
    .map((pid) => signalPid(pid, 'SIGTERM'))
    .some(Boolean);
}

const nameOf = (pid: number) => lines(`/proc/${pid}/comm`)[0];

export function killContainer(host: Host, taskId: string): boolean {
  return containerProcesses(host, taskId)
    .map((pid) => signalPid(pid, 'SIGKILL'))
    .some(Boolean);
}

/** In every hierarchy: the engine makes the task's group also in those that we set nothing in. */
export function removeContainerGroups(mark: string, taskId: string): void {
  for (const mount of cgroupMounts()) {
    for (const folder of below(join(mount, parentGroup(mark, taskId))).toReversed()) tryRemove(folder);
    tryRemove(join(mount, parentGroup(mark, '')));
  }
}

const cgroupMounts = (): string[] =>
  lines('/proc/self/mountinfo')
    .map((line) => line.split(' '))
    .filter((words) => /^cgroup2?$/.test(words[words.indexOf('-') + 1] ?? ''))
    .map((words) => words[4] ?? '');

/** The folder and those below it, in the order in which they were made. */
function below(folder: string): string[] {
  try {
    const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [folder, ...inner.flatMap((entry) => below(join(folder, entry.name)))];
  } catch {
    return [];
  }
}

function tryRemove(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another task's is in it, or it is gone already.
  }
}

function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
