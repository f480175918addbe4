import { askContainer, containerProcesses, killContainer } from './docker/container-groups.ts';
import type { Host } from './host.ts';
import {
  childrenOf,
  descendantsOf,
  environmentOf,
  everyProcess,
  innerPid,
  neighboursOf,
  signalPid,
} from './processes.ts';
import type { TaskSpec } from './task.ts';
import { hasStarted, type RunRecord, readJson, readStatus, stillRuns, type TaskFolder } from './task-folder.ts';
import { isAlive } from './watch-end.ts';

/** The first process of a task's pid namespace, while it lives; as long as it holds the fifo the pid is its own. */
export function firstProcess(host: Host, folder: TaskFolder): number | undefined {
  if (!isAlive(folder.fifo)) return undefined;
  if (host.rung <= 3) return readStatus(folder).childPid;
  const run = readJson<RunRecord>(folder.run);
  return stillRuns(run) ? run.pid : undefined;
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
  // Of a task the launcher has become the process.
  return [launcher, ...childrenOf(launcher).flatMap(childrenOf)].filter(
    (pid) => environmentOf(pid).STOA_PROCESS === name,
  );
}

/** What is to be known of a task to find its processes. */
export interface ProcessOwner {
  spec: Pick<TaskSpec, 'id' | 'kind' | 'tenant' | 'container'>;
  folder: TaskFolder;
  /** Other tasks of its tenant that are not over. */
  others(): readonly TaskFolder[];
}

/** All processes of a task: its tree, its control group, and where there is no pid namespace those that left the tree. */
export function processesOf(host: Host, task: ProcessOwner): number[] {
  const { id } = task.spec;
  if (task.spec.container) return containerProcesses(host, id);
  const strays = host.rung === 4 ? straysOf(host, task) : host.rung === 5 ? markedWith(id) : [];
  return [...new Set([...treeOf(host, task.folder), ...strays, ...host.cgroups.pids(id)])];
}

function treeOf(host: Host, folder: TaskFolder): number[] {
  const first = firstProcess(host, folder) ?? outerBeforeFirst(folder);
  return first === undefined ? [] : [first, ...descendantsOf(first)];
}

/** What is about to make the sandbox. */
function outerBeforeFirst(folder: TaskFolder): number | undefined {
  const run = readJson<RunRecord>(folder.run);
  if (!stillRuns(run) || readStatus(folder).childPid !== undefined || !isAlive(folder.fifo)) return undefined;
  return run.pid;
}

/** With an id of its own nothing can hide: what belongs to no other task of the tenant was started in its workspace. */
function straysOf(host: Host, { spec, others }: ProcessOwner): number[] {
  if (spec.kind !== 'workspace') return [];
  const elsewhere = new Set(others().flatMap((folder) => treeOf(host, folder)));
  return neighboursOf(spec.tenant.uid).filter((pid) => !elsewhere.has(pid));
}

/** With one id for everything only the mark in the environment is left, which a process can take off. */
const markedWith = (id: string): number[] => everyProcess().filter((pid) => environmentOf(pid).STOA_TASK === id);

/** SIGTERM: to the launcher, which hands it on; of a `task` to all there is. False when there was nobody. */
export function askToEnd(host: Host, { spec, folder }: ProcessOwner): boolean {
  if (spec.container) return askContainer(host, spec.id);
  const launcher = launcherOf(host, folder);
  if (launcher === undefined) return false;
  const below = spec.kind === 'task' ? descendantsOf(launcher) : [];
  // From above, so that no shell goes on to its next command because what it waits for has ended.
  const told = signalPid(launcher, 'SIGTERM');
  for (const pid of below) signalPid(pid, 'SIGTERM');
  return told;
}

/** Passes over the processes, as those may fork while they are being ended. */
const mostPasses = 100;

/** SIGKILL to all there is of a task. */
export function endProcesses(host: Host, task: ProcessOwner): void {
  if (task.spec.container) {
    endContainer(host, task);
    return;
  }
  // Stopped, it forks nothing while its descendants are looked for: a first process that nobody has written down yet
  // would outlive it.
  const outer = outerBeforeFirst(task.folder);
  if (outer !== undefined) signalPid(outer, 'SIGSTOP');
  const passes = host.rung === 4 ? mostPasses : 1;
  for (let pass = 0; pass < passes; pass += 1) {
    const pids = processesOf(host, task);
    if (pids.length === 0) return;
    for (const pid of pids) signalPid(pid, 'SIGKILL');
  }
}

/** Who waits for the container says how it ended; where nothing of it runs yet, it need not begin. */
function endContainer(host: Host, { spec, folder }: ProcessOwner): void {
  if (killContainer(host, spec.id) || hasStarted(folder)) return;
  const run = readJson<RunRecord>(folder.run);
  if (stillRuns(run)) signalPid(run.pid, 'SIGKILL');
}
