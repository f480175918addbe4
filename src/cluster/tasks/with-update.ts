import { randomBytes } from 'node:crypto';
import { runFramework } from '../rules/allocator-views.ts';
import type { TaskRecord } from './task-record.ts';

/** A framework is told each new state of its tasks but the first; what it is told is stored with the state. */
export function withUpdate(before: TaskRecord, after: TaskRecord): TaskRecord {
  if (after.framework === runFramework.id) return after;
  const updates = after.timeline
    .slice(before.timeline.length)
    .map((step) => ({ uuid: randomBytes(16).toString('hex'), step }));
  return { ...after, updates: [...after.updates, ...updates] };
}
