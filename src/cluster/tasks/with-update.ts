import { randomBytes } from 'node:crypto';
import type { TaskStep } from '../contract.ts';
import { runFramework } from '../rules/allocator-views.ts';
import type { StatusUpdate, TaskRecord } from './task-record.ts';

/** A framework is told each new state of its tasks but the first, and of an executor only the end; what it is told is stored with the state. */
export function withUpdate(before: TaskRecord, after: TaskRecord): TaskRecord {
  if (after.framework === runFramework.id || after.executor !== undefined) return after;
  // What an executor says is told as it was said.
  if (after.updates.length > before.updates.length) return after;
  const updates = after.timeline.slice(before.timeline.length).map((step) => update(after, step));
  return { ...after, updates: [...after.updates, ...updates, ...ofHealth(before, after), ...ofCheck(before, after)] };
}

/** As Mesos's own executor tells it: again that it runs, with its health. */
function ofHealth(before: TaskRecord, after: TaskRecord): StatusUpdate[] {
  const { health } = after.checked;
  if (health === null || health === before.checked.health || after.state !== 'running' || after.healthy === null)
    return [];
  const reason = 'REASON_TASK_HEALTH_CHECK_STATUS_UPDATED';
  const step: TaskStep = { at: health.at, state: 'running', source: 'agent', reason, message: health.said };
  return [{ ...update(after, step), healthy: after.healthy }];
}

function ofCheck(before: TaskRecord, after: TaskRecord): StatusUpdate[] {
  const { check } = after.checked;
  if (check === null || check === before.checked.check || after.state !== 'running') return [];
  const reason = 'REASON_TASK_CHECK_STATUS_UPDATED';
  const told = update(after, { at: check.at, state: 'running', source: 'agent', reason, message: '' });
  return [{ ...told, ...(after.healthy === null ? {} : { healthy: after.healthy }) }];
}

function update({ checked }: TaskRecord, step: TaskStep): StatusUpdate {
  const check = checked.check === null ? {} : { check: checked.check.result };
  return { uuid: randomBytes(16).toString('hex'), step, ...check };
}
