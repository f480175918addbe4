import type { Sentence, TaskState, TaskStep } from '../contract.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

const over = new Set<TaskState>(['finished', 'failed', 'killed', 'error', 'lost', 'dropped', 'gone']);

export function isOver({ state }: Pick<TaskRecord, 'state'>): boolean {
  return over.has(state);
}

/** States in the order in which a task passes them; it never goes back, but from where nobody could see it. */
const order: Readonly<Record<TaskState, number>> = {
  queued: 0,
  staging: 1,
  starting: 2,
  running: 3,
  killing: 4,
  // On the way there see `unseen`; from there every state is one that its agent tells.
  unreachable: 0.5,
  finished: 5,
  failed: 5,
  killed: 5,
  error: 5,
  lost: 5,
  dropped: 5,
  gone: 5,
};

export interface NextState {
  readonly state: TaskState;
  readonly at: number;
  readonly source: TaskStep['source'];
  readonly reason?: string | null;
  readonly message?: string;
  readonly told?: Sentence | null;
  readonly exitCode?: number | null;
}

/**
 * The task in its next state. Undefined when that is no step forward: what was told late, or twice, changes nothing.
 */
export function stepped(task: TaskRecord, next: NextState): TaskRecord | undefined {
  if (order[next.state] <= order[task.state]) return undefined;
  return inState(task, next);
}

/** Its agent has not answered for long. Undefined where it has none, is over, or was said to be so already. */
export function unseen(task: TaskRecord, next: Omit<NextState, 'state' | 'source'>): TaskRecord | undefined {
  if (task.state === 'queued' || task.state === 'unreachable' || isOver(task)) return undefined;
  return inState(task, { ...next, state: 'unreachable', source: 'platform' });
}

function inState(task: TaskRecord, next: NextState): TaskRecord {
  const step: TaskStep = {
    at: next.at,
    state: next.state,
    source: next.source,
    reason: next.reason ?? null,
    message: next.message ?? '',
  };
  const ended = over.has(next.state);
  return {
    ...task,
    state: next.state,
    reason: next.told ?? (ended || task.state === 'unreachable' ? null : task.reason),
    launchedAt: next.state === 'staging' ? next.at : task.launchedAt,
    startedAt: next.state === 'running' ? (task.startedAt ?? next.at) : task.startedAt,
    endedAt: ended ? next.at : null,
    exitCode: next.exitCode ?? task.exitCode,
    timeline: [...task.timeline, step],
  };
}
