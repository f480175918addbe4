import { becomeTenant } from '../become-tenant.ts';
import { homeUsage, workUsage } from '../homes.ts';
import type { Host } from '../host.ts';
import type { LiveTask } from '../live-task.ts';
import type { ProbeReport } from '../probe-report.ts';
import { cpuSeconds, proportionalMemory, residentMemory } from '../processes.ts';
import { runTool } from '../run-tool.ts';
import type { TaskSample } from '../task.ts';
import { processesOf } from '../task-processes.ts';

/** What a task uses: of its cgroup, where there is one, else counted over its processes. */
export async function processUsage(host: Host, task: LiveTask): Promise<Omit<TaskSample, 'at'>> {
  const counted = host.cgroups.usage(task.spec.id);
  if (counted) return counted;
  const pids = processesOf(host, task);
  const seconds = pids.reduce((total, pid) => total + cpuSeconds(pid), 0);
  const memoryBytes = await memoryOf(host, task, pids);
  return { memoryBytes, memoryPeakBytes: memoryBytes, cpuSeconds: seconds, processes: pids.length };
}

/** Ends tasks that are over a limit which nothing on this host enforces. */
export interface OveruseWatch {
  /** Often: memory is used up fast. */
  lookAtMemory(tasks: Iterable<LiveTask>): Promise<void>;
  /** Each second; counts when the last count is long enough ago for what it cost. */
  lookAtDisks(tasks: Iterable<LiveTask>): Promise<void>;
}

const diskEveryMilliseconds = 2000;
/** At most this part of the time goes into counting files. */
const countingShare = 1 / 20;

export function overuseWatch(host: Host, report: ProbeReport): OveruseWatch {
  const watchMemory = report.limits.memory.enforced !== 'yes';
  let lookingAtMemory = false;
  let counting = false;
  let nextCount = 0;
  const running = (tasks: Iterable<LiveTask>) => [...tasks].filter((task) => task.state().phase === 'running');
  return {
    async lookAtMemory(tasks) {
      if (!watchMemory || lookingAtMemory) return;
      lookingAtMemory = true;
      try {
        for (const task of running(tasks)) if (await isOverMemory(host, task)) void task.end('out-of-memory', 0);
      } finally {
        lookingAtMemory = false;
      }
    },
    async lookAtDisks(tasks) {
      const begun = performance.now();
      if (counting || begun < nextCount) return;
      counting = true;
      try {
        for (const task of running(tasks))
          if ((await isOverHome(host, task)) || (await isOverWork(host, task)))
            void task.end('over-disk-limit', task.spec.graceSeconds);
      } finally {
        counting = false;
        const now = performance.now();
        nextCount = now + Math.max(diskEveryMilliseconds, (now - begun) / countingShare);
      }
    },
  };
}

/** Of a home that nothing holds to its limits. */
async function isOverHome(host: Host, { spec: { tenant, limits } }: LiveTask): Promise<boolean> {
  const used = await homeUsage(host, tenant);
  return used !== undefined && !used.own && (used.diskBytes > limits.diskBytes || used.files > limits.files);
}

async function isOverWork(host: Host, { spec: { id, tenant, limits } }: LiveTask): Promise<boolean> {
  const { workBytes = Number.POSITIVE_INFINITY, workFiles = Number.POSITIVE_INFINITY } = limits;
  if (workBytes === Number.POSITIVE_INFINITY && workFiles === Number.POSITIVE_INFINITY) return false;
  const used = await workUsage(host, tenant, id);
  return used !== undefined && (used.diskBytes > workBytes || used.files > workFiles);
}

/** The cheap sum counts shared pages several times, so only what is over by it is looked at closely. */
async function isOverMemory(host: Host, task: LiveTask): Promise<boolean> {
  const limit = task.spec.limits.memoryBytes;
  const pids = processesOf(host, task);
  return sumOver(pids, residentMemory) > limit && (await memoryOf(host, task, pids)) > limit;
}

/**
 * Shared pages divided among their users. Root in a container may not look into the memory of another id, so there the
 * tenant's own id is asked; if that is hindered, shared pages count whole.
 */
async function memoryOf(host: Host, task: LiveTask, pids: readonly number[]): Promise<number> {
  if (host.rung !== 4) return sumOver(pids, proportionalMemory);
  const look = 'for pid; do cat "/proc/$pid/smaps_rollup" 2>/dev/null; done; echo whole';
  const { stdout } = await runTool([...becomeTenant(task.spec.tenant), 'sh', '-c', look, 'sh', ...pids.map(String)], {
    path: host.options.toolPath,
  });
  if (!stdout.endsWith('whole\n')) return sumOver(pids, residentMemory);
  return [...stdout.matchAll(/^Pss:\s+(\d+) kB/gm)].reduce(
    (total, [, kilobytes]) => total + Number(kilobytes) * 1024,
    0,
  );
}

const sumOver = (pids: readonly number[], of: (pid: number) => number): number =>
  pids.reduce((total, pid) => total + of(pid), 0);
