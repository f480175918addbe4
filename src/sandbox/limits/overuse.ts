import { homeUsage } from '../homes.ts';
import type { Host } from '../host.ts';
import type { LiveTask } from '../live-task.ts';
import type { ProbeReport } from '../probe-report.ts';
import { cpuSeconds, proportionalMemory, residentMemory } from '../processes.ts';
import type { TaskUsage } from '../task.ts';
import { processesOf } from '../task-processes.ts';

/** What a task uses: of its cgroup, where there is one, else counted over its processes. */
export function processUsage(host: Host, task: LiveTask): Pick<TaskUsage, 'memoryBytes' | 'cpuSeconds' | 'processes'> {
  const counted = host.cgroups.usage(task.spec.id);
  if (counted) return counted;
  const pids = processesOf(host, task.spec.id, task.folder);
  const sum = (of: (pid: number) => number) => pids.reduce((total, pid) => total + of(pid), 0);
  return { memoryBytes: sum(proportionalMemory), cpuSeconds: sum(cpuSeconds), processes: pids.length };
}

/** Ends tasks that are over a limit which nothing on this host enforces. */
export interface OveruseWatch {
  /** Often: memory is used up fast. */
  lookAtMemory(tasks: Iterable<LiveTask>): void;
  /** Each second; counts when the last count is long enough ago for what it cost. */
  lookAtDisks(tasks: Iterable<LiveTask>): Promise<void>;
}

const diskEveryMilliseconds = 2000;
/** At most this part of the time goes into counting files. */
const countingShare = 1 / 20;

export function overuseWatch(host: Host, report: ProbeReport): OveruseWatch {
  const watchMemory = report.limits.memory.enforced !== 'yes';
  let counting = false;
  let nextCount = 0;
  const running = (tasks: Iterable<LiveTask>) => [...tasks].filter((task) => task.state().phase === 'running');
  return {
    lookAtMemory(tasks) {
      if (!watchMemory) return;
      for (const task of running(tasks)) if (isOverMemory(host, task)) void task.end('out-of-memory', 0);
    },
    async lookAtDisks(tasks) {
      const begun = performance.now();
      if (counting || begun < nextCount) return;
      counting = true;
      try {
        for (const task of running(tasks)) {
          const { tenant, limits, graceSeconds } = task.spec;
          const used = await homeUsage(host, tenant);
          if (!used || used.own) continue;
          if (used.diskBytes > limits.diskBytes || used.files > limits.files)
            void task.end('over-disk-limit', graceSeconds);
        }
      } finally {
        counting = false;
        const now = performance.now();
        nextCount = now + Math.max(diskEveryMilliseconds, (now - begun) / countingShare);
      }
    },
  };
}

/** The cheap sum counts shared pages several times, so only what is over by it is looked at closely. */
function isOverMemory(host: Host, task: LiveTask): boolean {
  const limit = task.spec.limits.memoryBytes;
  const pids = processesOf(host, task.spec.id, task.folder);
  const sum = (of: (pid: number) => number) => pids.reduce((total, pid) => total + of(pid), 0);
  return sum(residentMemory) > limit && sum(proportionalMemory) > limit;
}
