import { randomBytes } from 'node:crypto';
import { runFramework } from '../rules/allocator-views.ts';
import type { TaskRecord } from './task-record.ts';

/** A framework is told each new state of its tasks but the first; what it is told is stored with the state. */
export function withUpdate(before: TaskRecord, after: TaskRecord): TaskRecord {
  const step = after.timeline.at(-1);
  if (step === undefined || after.state === before.state || after.framework === runFramework.id) return after;
  return { ...after, updates: [...after.updates, { uuid: randomBytes(16).toString('hex'), step }] };
}
