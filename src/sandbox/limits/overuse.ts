import { becomeTenant } from '../become-tenant.ts';
import { type HomeUsage, homeUsage, volumeUsage, workUsage } from '../homes.ts';
import type { Host } from '../host.ts';
import type { LiveTask } from '../live-task.ts';
import type { ProbeReport } from '../probe-report.ts';
import { cpuSeconds, endedChildrenCpuSeconds, proportionalMemory, residentMemory } from '../processes.ts';
import { pauseAfterCount } from '../rules/pause-after-count.ts';
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
      const usedBefore = endedChildrenCpuSeconds();
      try {
        for (const some of Map.groupBy(running(tasks), ({ spec }) => spec.tenant.name).values())
          for (const task of await overDisk(host, some)) void task.end('over-disk-limit', task.spec.graceSeconds);
      } finally {
        counting = false;
        const now = performance.now();
        nextCount = now + pauseAfterCount(now - begun, 1000 * (endedChildrenCpuSeconds() - usedBefore));
      }
    },
  };
}

/** Of one tenant's tasks those that are over a limit of their home's, where nothing holds it to them, or of their own. */
async function overDisk(host: Host, tasks: readonly LiveTask[]): Promise<LiveTask[]> {
  const [first] = tasks;
  if (first === undefined) return [];
  const { tenant } = first.spec;
  const limited = tasks.filter(({ spec: { limits } }) => (limits.workBytes ?? limits.workFiles) !== undefined);
  const home = await homeUsage(host, tenant);
  const works = await workUsage(
    host,
    tenant,
    limited.map(({ spec }) => spec.id),
  );
  const kept = tasks.flatMap(({ spec }) => spec.volumes ?? []);
  const volumes = host.homeImages
    ? none
    : await volumeUsage(
        host,
        tenant,
        kept.map(({ id }) => id),
      );
  return tasks.filter(({ spec: { id, limits, volumes: own = [] } }) => {
    const { workBytes = Number.POSITIVE_INFINITY, workFiles = Number.POSITIVE_INFINITY } = limits;
    const overHome = home !== undefined && !home.own && isOver(home, limits.diskBytes, limits.files);
    const work = works.get(id);
    const overVolume = own.some((volume) => isOver(volumes.get(volume.id) ?? empty, volume.diskBytes, volume.files));
    return overHome || overVolume || (work !== undefined && isOver(work, workBytes, workFiles));
  });
}

const empty = { diskBytes: 0, files: 0 };
const none: ReadonlyMap<string, typeof empty> = new Map();

const isOver = (used: Pick<HomeUsage, 'diskBytes' | 'files'>, bytes: number, files: number): boolean =>
  used.diskBytes > bytes || used.files > files;

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
