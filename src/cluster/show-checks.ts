import type { Probe } from '../sandbox/index.ts';
import type { CheckedBy, TaskDetail } from './contract.ts';
import type { TaskRecord } from './tasks/task-record.ts';

/** What a task's health check asks, and what it said last. */
export function showHealth({ health, healthy, checked }: TaskRecord): TaskDetail['health'] {
  if (health === null) return null;
  const { at, since, said } = checked.health ?? { at: null, since: null, said: '' };
  return { asked: { ...health, how: showProbe(health.how) }, healthy, since, at, said };
}

export function showCheck({ check, checked }: TaskRecord): TaskDetail['check'] {
  if (check === null) return null;
  const { exitCode = null, statusCode = null, succeeded = null } = checked.check?.result ?? {};
  return {
    asked: { ...check, how: showProbe(check.how) },
    result: checked.check === null ? null : { exitCode, statusCode, succeeded },
    at: checked.check?.at ?? null,
  };
}

function showProbe(how: Probe): CheckedBy {
  return how.kind === 'command' ? { kind: 'command', command: how.argv } : how;
}
