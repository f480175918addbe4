import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LimitReport } from '../probe-report.ts';
import { runTool } from '../run-tool.ts';
import type { Cgroups } from './cgroups.ts';

/** Makes a group, reads its limits back and lets a process join it. */
export async function tryCgroups(
  cgroups: Cgroups,
  toolPath: string,
): Promise<Record<'memory' | 'cpu' | 'processes', LimitReport>> {
  const none = 'The kernel’s control groups cannot be written here.';
  const absent: LimitReport = { enforced: 'no', how: '', why: none };
  if (cgroups.controllers.size === 0) return { memory: absent, cpu: absent, processes: absent };
  const id = `probe-${process.pid}`;
  const folders = cgroups.make(id, {
    memoryBytes: 64 * 2 ** 20,
    cpus: 0.5,
    processes: 50,
    diskBytes: 0,
    files: 0,
    scratchBytes: 0,
  });
  try {
    const join_ = folders.map((folder) => `echo 0 > '${folder}/cgroup.procs'`).join(' && ');
    const joined = await runTool(['sh', '-c', join_], { path: toolPath });
    const read = (
      controller: 'memory' | 'cpu' | 'pids',
      v1: string,
      v2: string,
    ): { value: string; version: 1 | 2; path: string } | undefined => {
      const mount = cgroups.controllers.get(controller);
      const folder = mount && folders.find((path) => path.startsWith(`${mount.path}/`));
      if (!mount || !folder) return undefined;
      const path = join(folder, mount.version === 1 ? v1 : v2);
      return existsSync(path)
        ? { value: readFileSync(path, 'utf8').trim(), version: mount.version, path: folder }
        : undefined;
    };
    const report = (found: ReturnType<typeof read>, expected: string[], what: string): LimitReport => {
      if (joined.code !== 0)
        return { enforced: 'no', how: '', why: `A process could not join a control group: ${joined.stderr}` };
      if (!found) return { enforced: 'no', how: '', why: `There is no control group for ${what}.` };
      if (!expected.includes(found.value))
        return { enforced: 'no', how: '', why: `A limit of ${expected[0]} became ${found.value}.` };
      return { enforced: 'yes', how: `cgroup version ${found.version}`, why: '' };
    };
    const memory = read('memory', 'memory.limit_in_bytes', 'memory.max');
    const memoryReport = report(memory, [String(64 * 2 ** 20)], 'memory');
    const swap =
      memory && existsSync(join(memory.path, memory.version === 1 ? 'memory.memsw.limit_in_bytes' : 'memory.swap.max'));
    return {
      memory:
        memoryReport.enforced === 'yes' && !swap
          ? { ...memoryReport, why: 'Swap is not counted by this kernel.' }
          : memoryReport,
      cpu: report(read('cpu', 'cpu.cfs_quota_us', 'cpu.max'), ['50000', '50000 100000'], 'cpu'),
      processes: report(read('pids', 'pids.max', 'pids.max'), ['50'], 'processes'),
    };
  } finally {
    cgroups.remove(id);
  }
}
