import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CgroupMount, type Controller, parseCgroupMounts } from '../rules/cgroup-mounts.ts';
import type { TaskLimits, TaskSample } from '../task.ts';

/** The kernel's control groups for tasks: version 1, 2, or some controllers in each. Everything here needs root or a delegated tree. */
export interface Cgroups {
  /** What limits can be set, and by which version. */
  controllers: ReadonlyMap<Controller, CgroupMount>;
  /** Makes a task's groups; the folders are what a process joins through `cgroup.procs`. */
  make(taskId: string, limits: TaskLimits): string[];
  /** The task's, in each tree. */
  folders(taskId: string): string[];
  /** `key value` lines with `oom_kill`; undefined without a memory controller. */
  memoryEvents(taskId: string): string | undefined;
  oomKills(taskId: string): number;
  usage(taskId: string): Omit<TaskSample, 'at'> | undefined;
  pids(taskId: string): number[];
  /** False while something still runs in them. */
  remove(taskId: string): boolean;
  /** Removes our folders when no task is left. */
  close(): void;
  /** Task ids that have a group. */
  taskIds(): string[];
}

/** @param family names our folder in each tree; two platforms on one host have two */
export function openCgroups(family: string, mountinfo = readFileSync('/proc/self/mountinfo', 'utf8')): Cgroups {
  const controllers = new Map<Controller, CgroupMount>();
  for (const [controller, mount] of parseCgroupMounts(mountinfo, enabledInV2)) {
    if (prepare(mount, family, controller)) controllers.set(controller, mount);
  }
  const roots = [...new Set([...controllers.values()].map((mount) => join(mount.path, family)))];
  const folder = (controller: Controller, taskId: string) => {
    const mount = controllers.get(controller);
    return mount && join(mount.path, family, taskId);
  };
  const memoryEvents = (taskId: string) => {
    const path = folder('memory', taskId);
    return path && join(path, controllers.get('memory')?.version === 1 ? 'memory.oom_control' : 'memory.events');
  };

  return {
    controllers,
    make(taskId, limits) {
      for (const root of roots) mkdirSync(join(root, taskId), { recursive: true });
      const write = (controller: Controller, settings: (version: 1 | 2) => [string, string | number][]) => {
        const mount = controllers.get(controller);
        const path = folder(controller, taskId);
        if (mount && path) for (const [name, value] of settings(mount.version)) set(join(path, name), value);
      };
      write('memory', (version) => memorySettings(version, limits.memoryBytes));
      write('pids', () => [['pids.max', limits.processes]]);
      write('cpu', (version) => cpuSettings(version, limits.cpus));
      return roots.map((root) => join(root, taskId));
    },
    folders: (taskId) => roots.map((root) => join(root, taskId)),
    memoryEvents,
    oomKills: (taskId) => keyed(memoryEvents(taskId), 'oom_kill') ?? 0,
    usage(taskId) {
      const memory = folder('memory', taskId);
      if (!memory || !existsSync(memory)) return undefined;
      const v1 = controllers.get('memory')?.version === 1;
      const used = number(join(memory, v1 ? 'memory.usage_in_bytes' : 'memory.current'));
      // Cached file pages are given back when somebody needs them.
      const cached = keyed(join(memory, 'memory.stat'), v1 ? 'total_inactive_file' : 'inactive_file') ?? 0;
      // Kernels before 5.19 have none in version 2.
      const peak = number(join(memory, v1 ? 'memory.max_usage_in_bytes' : 'memory.peak'));
      const account = folder('cpuacct', taskId);
      const cpu = folder('cpu', taskId);
      const cpuSeconds = account
        ? number(join(account, 'cpuacct.usage')) / 1e9
        : cpu
          ? (keyed(join(cpu, 'cpu.stat'), 'usage_usec') ?? 0) / 1e6
          : 0;
      const processes = folder('pids', taskId);
      return {
        memoryBytes: Math.max(0, used - cached),
        memoryPeakBytes: Math.max(0, used - cached, peak - cached),
        cpuSeconds,
        processes: processes ? number(join(processes, 'pids.current')) : 0,
      };
    },
    pids(taskId) {
      const found = roots.flatMap((root) => lines(join(root, taskId, 'cgroup.procs')).map(Number));
      return [...new Set(found)];
    },
    remove(taskId) {
      let gone = true;
      for (const root of roots) {
        try {
          rmdirSync(join(root, taskId));
        } catch (cause) {
          if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') gone = false;
        }
      }
      return gone;
    },
    close() {
      for (const root of roots) {
        try {
          rmdirSync(root);
        } catch {
          // A task runs on, or it is gone already.
        }
      }
    },
    taskIds() {
      const names = roots.flatMap((root) =>
        readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory()),
      );
      return [...new Set(names.map((entry) => entry.name))];
    },
  };
}

/** Swap counts too: memory and memory plus swap have one limit. `limit` cannot be above `memsw`, so both orders are tried. */
function memorySettings(version: 1 | 2, bytes: number): [string, string | number][] {
  if (version === 2) {
    return [
      ['memory.max', bytes],
      ['memory.swap.max', 0],
    ];
  }
  return [
    ['memory.limit_in_bytes', bytes],
    ['memory.memsw.limit_in_bytes', bytes],
    ['memory.limit_in_bytes', bytes],
  ];
}

const periodMicroseconds = 100_000;

function cpuSettings(version: 1 | 2, cpus: number): [string, string | number][] {
  const quota = Math.max(1000, Math.round(cpus * periodMicroseconds));
  if (version === 2) {
    return [
      ['cpu.max', `${quota} ${periodMicroseconds}`],
      ['cpu.weight', Math.min(10_000, Math.max(1, Math.round(cpus * 100)))],
    ];
  }
  return [
    ['cpu.cfs_period_us', periodMicroseconds],
    ['cpu.cfs_quota_us', quota],
    ['cpu.shares', Math.max(2, Math.round(cpus * 1024))],
  ];
}

/** A kernel without swap accounting lacks some files; what counts is read back by the probe. */
function set(path: string, value: string | number): void {
  try {
    writeFileSync(path, String(value));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'EINVAL' && code !== 'EBUSY') throw cause;
  }
}

/** Each controller by itself: a write that names one that is refused switches none of them on. */
function prepare(mount: CgroupMount, family: string, controller: Controller): boolean {
  try {
    mkdirSync(join(mount.path, family), { recursive: true });
    if (mount.version === 2)
      for (const folder of [mount.path, join(mount.path, family)])
        writeFileSync(join(folder, 'cgroup.subtree_control'), `+${controller}`);
    return true;
  } catch {
    return false;
  }
}

const enabledInV2 = (path: string): string[] =>
  lines(join(path, 'cgroup.controllers')).flatMap((line) => line.split(' '));

function lines(path: string | undefined): string[] {
  if (!path) return [];
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

const number = (path: string): number => Number(lines(path)[0] ?? 0);

function keyed(path: string | undefined, key: string): number | undefined {
  const found = lines(path).find((line) => line.startsWith(`${key} `));
  return found === undefined ? undefined : Number(found.slice(key.length + 1));
}
