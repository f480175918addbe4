import type { Host } from './host.ts';
import { childrenOf, commandOf, descendantsOf, environmentOf, signalPid, startTime } from './processes.ts';
import { bootId, type RunRecord, readJson, readStatus, type TaskFolder } from './task-folder.ts';
import { isAlive } from './watch-end.ts';

/** The first process of a task's pid namespace, while it lives; as long as it holds the fifo the pid is its own. */
export function firstProcess(host: Host, folder: TaskFolder): number | undefined {
  if (!isAlive(folder.fifo)) return undefined;
  if (host.rung <= 3) return readStatus(folder).childPid;
  const run = readJson<RunRecord>(folder.run);
  return run && run.bootId === bootId() && startTime(run.pid) === run.startTime ? run.pid : undefined;
}

/** The process that runs inside/launcher.sh. */
export function launcherOf(host: Host, folder: TaskFolder): number | undefined {
  const first = firstProcess(host, folder);
  if (first === undefined || host.rung > 3) return first;
  return childrenOf(first).find((pid) => commandOf(pid).some((word) => word.endsWith('/launcher.sh')));
}

/** Those that the launcher started under this name, and started again. */
export function processesNamed(host: Host, folder: TaskFolder, name: string): number[] {
  const launcher = launcherOf(host, folder);
  if (launcher === undefined) return [];
  return childrenOf(launcher)
    .flatMap(childrenOf)
    .filter((pid) => environmentOf(pid).STOA_PROCESS === name);
}

/** SIGKILL to all there is of a task: its pid namespace, its cgroup, else its descendants. */
export function endProcesses(host: Host, taskId: string, folder: TaskFolder): void {
  const first = firstProcess(host, folder);
  if (first !== undefined) {
    const tree = host.rung <= 3 ? [] : descendantsOf(first);
    for (const pid of [first, ...tree]) signalPid(pid, 'SIGKILL');
  }
  for (const pid of host.cgroups.pids(taskId)) signalPid(pid, 'SIGKILL');
}
