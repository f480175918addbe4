import type { TaskRecord } from '../tasks/task-record.ts';
import type { Demand, TaskView } from './snapshot.ts';

/** The framework that runs what accounts ask for. */
export const runFramework = { id: 'stoa-run', name: 'Tasks' } as const;
/** The one that launches workspaces. */
export const workspaceFramework = { id: 'stoa-workspaces', name: 'Workspaces' } as const;
/** A workspace that runs is a framework of this and its account's name. */
export const workspacePrefix = 'workspace-';

const builtIn: readonly string[] = [runFramework.id, workspaceFramework.id];

export function isBuiltIn(framework: string): boolean {
  return builtIn.includes(framework);
}

/** A queued task as the allocator knows it. @param monotonic  of a time in milliseconds since 1970 */
export function demandOf(task: TaskRecord, monotonic: (wall: number) => number): Demand {
  return {
    ...of(task),
    need: task.resources,
    count: 1,
    where: task.constraints,
    declined: new Set(),
    since: monotonic(task.requestedAt),
    milliseconds: task.milliseconds,
  };
}

/** A task that has its place. */
export function viewOf(task: TaskRecord & { readonly agent: string }, monotonic: (wall: number) => number): TaskView {
  const startedAt = monotonic(task.launchedAt ?? task.requestedAt);
  return {
    ...of(task),
    agent: task.agent,
    resources: task.resources,
    startedAt,
    endsBy: task.milliseconds === null ? null : startedAt + task.milliseconds,
    ending: task.end !== null,
  };
}

/** Each task that an account asks for by itself is an application; all of a framework are one. */
function of({ id, role, priority, framework }: TaskRecord) {
  return { id, role, framework, application: isBuiltIn(framework) ? id : framework, priority };
}
