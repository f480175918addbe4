import type { TaskState as AgentTask, TaskEvent } from '../../sandbox/index.ts';
import type { Sentence, TaskState } from '../contract.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { afterChecks } from './checked.ts';
import { everyone, groupOf } from './role-views.ts';
import { sentence } from './say/sentence.ts';
import { isOver, type NextState, stepped } from './task-life.ts';

/** What an agent tells of a task, in an event or when it is asked. */
export type Told = Pick<TaskEvent, 'phase' | 'detail' | 'reason' | 'exitCode' | 'healthy' | 'check'> &
  Pick<AgentTask, 'startedAt'> & { readonly at: number };

export function toldBy(task: AgentTask): Told {
  const { phase, detail = '', reason, exitCode, since, startedAt, healthy, check } = task;
  return {
    ...{ phase, detail, at: since },
    ...(reason === undefined ? {} : { reason }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(healthy === undefined ? {} : { healthy }),
    ...(check === undefined ? {} : { check }),
  };
}

/**
 * The task after what its agent tells. One that has ended before anybody heard that it ran is told through each state
 * that it had: schedulers count on them. Undefined when nothing changes.
 */
export function afterTold(before: TaskRecord, told: Told): TaskRecord | undefined {
  const task = afterChecks(before, told);
  const same = task === before ? undefined : task;
  const next = stateTold(task, told);
  if (next === undefined) return same;
  const ran = isOver(next) && (told.exitCode !== undefined || told.startedAt !== undefined);
  const at = told.startedAt ?? told.at;
  const had: TaskState[] = ran && task.end === null ? ['starting', 'running'] : [];
  const passed = had.reduce((now, state) => stepped(now, { state, at, source: 'agent' }) ?? now, task);
  return stepped(passed, next) ?? (passed === task ? same : passed);
}

/** Its agent ended in the middle of the launch, so it is launched again. */
export function isInterrupted({ reason }: Told): boolean {
  return reason === 'interrupted';
}

/** The state that follows; undefined when it is none of the task's. */
function stateTold(task: TaskRecord, told: Told): NextState | undefined {
  const from = { at: told.at, source: 'agent' as const, message: told.detail };
  if (isInterrupted(told) && task.end === null) return undefined;
  switch (told.phase) {
    case 'starting':
      return { state: 'starting', ...from };
    case 'running':
      return { state: 'running', ...from };
    case 'stopping':
      return { state: 'killing', ...from };
    case 'ended':
    case 'failed':
      return { ...ended(task, told), ...from, exitCode: told.exitCode ?? null };
    default:
      return undefined;
  }
}

/** Nobody says which of both it was; without limits of its own it is over those of its home. */
function overDisk({ disk, inodes }: TaskRecord['resources']): Sentence {
  if (disk === 0 && inodes === 0) return sentence('ended-home', {});
  if (inodes === 0) return sentence('ended-disk', { kind: 'disk', limitAmount: disk });
  if (disk === 0) return sentence('ended-files', { files: inodes });
  return sentence('ended-disk-or-files', { kind: 'disk', limitAmount: disk, files: inodes });
}

function ended(task: TaskRecord, told: Told): Pick<NextState, 'state' | 'reason' | 'told'> {
  switch (told.reason) {
    case 'completed':
    case 'crashed':
    case 'killed':
    case undefined:
      return exited(told.exitCode);
    case 'stopped':
      return { state: 'killed', reason: reasonOf(task), told: whyEnded(task) };
    case 'out-of-memory':
      return {
        state: 'failed',
        reason: 'REASON_CONTAINER_LIMITATION_MEMORY',
        told: sentence('ended-memory', { kind: 'memory', limitAmount: task.resources.memory }),
      };
    case 'over-disk-limit':
      return {
        state: 'failed',
        reason: 'REASON_CONTAINER_LIMITATION_DISK',
        told: overDisk(task.resources),
      };
    case 'interrupted':
      return { state: 'killed', reason: reasonOf(task), told: whyEnded(task) };
    case 'start-failed':
      return {
        state: 'error',
        reason: 'REASON_CONTAINER_LAUNCH_FAILED',
        told: sentence('ended-not-started', { detail: told.detail }),
      };
    case 'fetch-failed':
      return {
        state: 'failed',
        reason: 'REASON_CONTAINER_LAUNCH_FAILED',
        told: sentence('ended-not-started', { detail: told.detail }),
      };
    case 'unhealthy':
      // As Mesos's own executor tells it.
      return {
        state: 'killed',
        reason: 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED',
        told: sentence('ended-unhealthy', { failures: task.health?.failures ?? 1 }),
      };
    case 'lost':
    case 'host-restarted':
      return {
        state: 'lost',
        reason: told.reason === 'lost' ? 'REASON_EXECUTOR_TERMINATED' : 'REASON_AGENT_RESTARTED',
        told: sentence('ended-unknown', { detail: told.detail }),
      };
    default:
      return told.reason satisfies never;
  }
}

function exited(code: number | undefined): Pick<NextState, 'state' | 'reason' | 'told'> {
  if (code === 0) return { state: 'finished', told: null };
  return {
    state: 'failed',
    reason: 'REASON_COMMAND_EXECUTOR_FAILED',
    told: code === undefined ? sentence('ended-unknown', { detail: 'Nobody knows its exit code.' }) : withCode(code),
  };
}

function withCode(exitCode: number): Sentence {
  return exitCode > 128 && exitCode < 193
    ? sentence('ended-signal', { signal: exitCode - 128 })
    : sentence('ended-exit', { exitCode });
}

export function reasonOf({ end }: TaskRecord): string | null {
  if (end?.by === 'preemption') return 'REASON_CONTAINER_PREEMPTED';
  if (end?.by === 'drain') return 'REASON_AGENT_DRAINING';
  return end?.by === 'tear-down' ? 'REASON_FRAMEWORK_REMOVED' : null;
}

/** Why a task that was told to end was told so. */
export function whyEnded({ end, milliseconds, account }: TaskRecord): Sentence | null {
  switch (end?.by) {
    case 'account':
      return sentence('ended-by', { account: end.account });
    case 'framework':
      return null;
    case 'tear-down':
      return sentence('ended-framework', { name: end.name });
    case 'preemption': {
      // Of the other task no more is told than whose group's it is; the group of all says nothing.
      const name = groupOf(end.preemption.winner.role);
      return name === everyone ? sentence('ended-for-another', {}) : sentence('ended-for', { name });
    }
    case 'time':
      return sentence('ended-too-long', { limitMilliseconds: milliseconds ?? 0 });
    case 'drain':
      return sentence('ended-drain', { agent: end.agent });
    case 'revocation':
      return sentence('ended-account', { account });
    case undefined:
      return null;
    default:
      return end satisfies never;
  }
}
