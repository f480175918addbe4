import type { LimitName, ProbeReport, TaskUsage } from '../../sandbox/index.ts';
import type { WorkspaceLimit } from '../contract.ts';
import type { LauncherOptions } from '../ports.ts';

/** Each limit of a workspace with what is used of it and whether this host enforces it. */
export function showLimits(
  limits: LauncherOptions['limits'],
  usage: TaskUsage | undefined,
  probe: ProbeReport | undefined,
): WorkspaceLimit[] {
  const limit = (
    kind: WorkspaceLimit['kind'],
    unit: WorkspaceLimit['unit'],
    most: number,
    used: number | undefined,
    name: LimitName,
  ): WorkspaceLimit => ({
    kind,
    unit,
    limit: most,
    used: used ?? null,
    enforced: probe?.limits[name].enforced ?? 'no',
    how: probe?.limits[name].how ?? '',
    why: probe?.limits[name].why ?? 'not probed yet',
  });
  return [
    limit('memory', 'bytes', limits.memoryBytes, usage?.memoryBytes, 'memory'),
    limit('cpu', 'cores', limits.cpus, undefined, 'cpu'),
    limit('processes', 'count', limits.processes, usage?.processes, 'processes'),
    limit('disk', 'bytes', limits.diskBytes, usage?.diskBytes, 'disk-bytes'),
    limit('files', 'count', limits.files, usage?.files, 'disk-files'),
  ];
}
