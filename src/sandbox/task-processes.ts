import type { Host } from './host.ts';
import { childrenOf, descendantsOf, environmentOf, everyProcess, innerPid, signalPid, startTime } from './processes.ts';
import { bootId, type RunRecord, readJson, readStatus, type TaskFolder } from './task-folder.ts';
import { isAlive } from './watch-end.ts';

/** The first process of a task's pid namespace, while it lives; as long as it holds the fifo the pid is its own. */
export function firstProcess(host: Host, folder: TaskFolder): number | undefined {
  if (!isAlive(folder.fifo)) return undefined;
  if (host.rung <= 3) return readStatus(folder).childPid;
  const run = readJson<RunRecord>(folder.run);
  return run && run.bootId === bootId() && startTime(run.pid) === run.startTime ? run.pid : undefined;
}

/** In its pid namespace, after bubblewrap’s own; the kernel never gives it to another, even when numbers begin again. */
const launcherPid = 2;

/** The process that runs inside/launcher.sh. */
export function launcherOf(host: Host, folder: TaskFolder): number | undefined {
  const first = firstProcess(host, folder);
  if (first === undefined || host.rung > 3) return first;
  return childrenOf(first).find((pid) => innerPid(pid) === launcherPid);
}

/** Those that the launcher started under this name, and started again. */
export function processesNamed(host: Host, folder: TaskFolder, name: string): number[] {
  const launcher = launcherOf(host, folder);
  if (launcher === undefined) return [];
  return childrenOf(launcher)
    .flatMap(childrenOf)
    .filter((pid) => environmentOf(pid).STOA_PROCESS === name);
}

/** All processes of a task. Without pid namespace and cgroup: by descent and by the mark in their environment. */
export function processesOf(host: Host, taskId: string, folder: TaskFolder): number[] {
  const first = firstProcess(host, folder);
  const tree = first === undefined ? [] : [first, ...descendantsOf(first)];
  const marked = host.rung <= 3 ? [] : everyProcess().filter((pid) => environmentOf(pid).STOA_TASK === taskId);
  return [...new Set([...tree, ...marked, ...host.cgroups.pids(taskId)])];
}

/** SIGKILL to all there is of a task. */
export function endProcesses(host: Host, taskId: string, folder: TaskFolder): void {
  for (const pid of processesOf(host, taskId, folder)) signalPid(pid, 'SIGKILL');
}
