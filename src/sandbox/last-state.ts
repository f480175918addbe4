import type { Host } from './host.ts';
import { socketPaths } from './launch-task.ts';
import type { TaskEvent, TaskPhase, TaskSpec, TaskState } from './task.ts';
import type { LaunchRecord } from './task-folder.ts';

/** A task that was stopped before it was launched. */
export function unbegun({ id, kind, tenant }: TaskSpec): TaskState {
  const now = Date.now();
  return {
    id,
    kind,
    tenant: tenant.name,
    phase: 'ended',
    since: now,
    createdAt: now,
    endedAt: now,
    reason: 'stopped',
    detail: 'It was stopped before it had started.',
    oomKills: 0,
    homeClosed: false,
    sockets: {},
    eventId: 0,
    network: 'none',
  };
}

/** What the log of events says of a task that an earlier agent launched. */
export function lastState(host: Host, told: readonly TaskEvent[], launch: LaunchRecord): TaskState {
  const { spec } = launch;
  const last = told.findLast(isPhase);
  const running = told.find((event) => event.phase === 'running');
  const phase = last?.phase ?? 'preparing';
  const healthy = told.findLast((event) => event.phase === 'health')?.healthy;
  const check = told.findLast((event) => event.phase === 'check')?.check;
  return {
    id: spec.id,
    kind: spec.kind,
    tenant: spec.tenant.name,
    phase,
    since: last?.at ?? launch.createdAt,
    createdAt: launch.createdAt,
    ...(running ? { startedAt: running.at } : {}),
    ...(phase === 'ended' || phase === 'failed' ? { endedAt: last?.at ?? launch.createdAt } : {}),
    ...(last?.reason ? { reason: last.reason } : {}),
    ...(last ? { detail: last.detail } : {}),
    ...(last?.exitCode === undefined ? {} : { exitCode: last.exitCode }),
    ...(last?.used ? { used: last.used } : {}),
    ...(healthy === undefined ? {} : { healthy }),
    ...(check === undefined ? {} : { check }),
    homeClosed: told.some((event) => event.phase === 'home-closed'),
    oomKills: told.findLast((event) => event.oomKills !== undefined)?.oomKills ?? 0,
    sockets: socketPaths(host, spec.id, spec.listen),
    eventId: last?.id ?? 0,
    network: launch.network,
  };
}

const isPhase = (event: TaskEvent): event is TaskEvent & { phase: TaskPhase } =>
  event.phase !== 'oom' && event.phase !== 'home-closed' && event.phase !== 'health' && event.phase !== 'check';
