import type { ExecutorUpdate } from '../framework-port.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { reasonOf, whyEnded } from './agent-told.ts';
import { isOver, stepped } from './task-life.ts';

/** Names of updates that are remembered of a task. */
const mostHeard = 32;
/** What waits until a task's framework has heard it. */
const mostUpdates = 500;
const mostSaid = 2 ** 20;

const states: Partial<Record<ExecutorUpdate['state'], TaskRecord['state']>> = {
  TASK_STARTING: 'starting',
  TASK_RUNNING: 'running',
  TASK_KILLING: 'killing',
  TASK_FINISHED: 'finished',
  TASK_FAILED: 'failed',
  TASK_KILLED: 'killed',
  TASK_ERROR: 'error',
  TASK_DROPPED: 'dropped',
  TASK_GONE: 'gone',
};

export type Heard = { readonly task: TaskRecord } | 'known' | 'too-much';

/**
 * The task after what its executor said. Its framework hears every update, also one in which the state stays as it was:
 * its data may say something else. `known`: it was heard before, or the task is over.
 */
export function afterExecutor(task: TaskRecord, update: ExecutorUpdate): Heard {
  const uuid = Buffer.from(update.uuid).toString('hex');
  if (task.executed === undefined || isOver(task) || task.executed.heard.includes(uuid)) return 'known';
  const said = Buffer.from(update.said).toString('base64');
  const waiting = task.updates.reduce((sum, each) => sum + (each.said?.length ?? 0), said.length);
  if (task.updates.length >= mostUpdates || waiting > mostSaid) return 'too-much';
  const state = states[update.state] ?? 'lost';
  const { timestamp: at, message } = update;
  const reason = update.reason ?? (state === 'killed' ? reasonOf(task) : null);
  const step = { state, at, source: 'executor' as const, reason, message };
  const next = stepped(task, state === 'killed' ? { ...step, told: whyEnded(task) } : step) ?? task;
  return {
    task: {
      ...next,
      healthy: update.healthy ?? next.healthy,
      updates: [...task.updates, { uuid, step, said }],
      executed: { ...task.executed, heard: [...task.executed.heard, uuid].slice(-mostHeard) },
    },
  };
}

/** A task whose executor is over. Where its framework ended that, or it ended by itself, the task has failed, as in Mesos. */
export function afterExecutorEnded(task: TaskRecord, executor: TaskRecord, at: number): TaskRecord | undefined {
  const { subscribed = false } = executor.executor ?? {};
  const memory = executor.timeline.at(-1)?.reason === 'REASON_CONTAINER_LIMITATION_MEMORY';
  if (task.end !== null || (executor.end !== null && executor.end.by !== 'framework')) {
    const why = task.end === null ? { ...task, end: executor.end } : task;
    return stepped(why, { state: 'killed', at, source: 'agent', reason: reasonOf(why), told: whyEnded(why) });
  }
  return stepped(task, {
    ...{ state: 'failed', at, source: 'agent', told: executor.reason },
    reason: memory
      ? 'REASON_CONTAINER_LIMITATION_MEMORY'
      : subscribed || executor.startedAt === null || executor.end === null
        ? 'REASON_EXECUTOR_TERMINATED'
        : 'REASON_EXECUTOR_REGISTRATION_TIMEOUT',
    message: subscribed ? 'Executor terminated' : 'Executor did not register',
  });
}

/** What the kernel tells who waited for a process: its code, or the signal that ended it. */
export function waitStatus(exitCode: number | null): number | null {
  if (exitCode === null) return null;
  return exitCode > 128 ? exitCode - 128 : exitCode << 8;
}
