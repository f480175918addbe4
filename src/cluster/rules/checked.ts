import type { CheckResult } from '../../sandbox/index.ts';

/** What the checks of a task said last. Times are milliseconds since 1970, of its agent. */
export interface Checked {
  /** `since`: it says so; `at`: when it was told last: a change, or a failure. */
  readonly health: { readonly at: number; readonly since: number; readonly said: string } | null;
  /** Since when it has this result. */
  readonly check: { readonly at: number; readonly result: CheckResult } | null;
}

export const notChecked: Checked = { health: null, check: null };

/** Of a task, what its checks change. */
interface WithChecks {
  readonly healthy: boolean | null;
  readonly checked: Checked;
}

/** What an agent tells of checks. */
export interface ToldOfChecks {
  /** `health` and `check`: just now; otherwise it says how the task is, and when that came is not known. */
  readonly phase: string;
  readonly at: number;
  readonly detail: string;
  readonly healthy?: boolean;
  readonly check?: CheckResult;
}

/** The task with what its checks said; the same where that is nothing new, or told late. */
export function afterChecks<Task extends WithChecks>(task: Task, told: ToldOfChecks): Task {
  const { phase, detail, healthy, check } = told;
  let next = task;
  if (healthy !== undefined && (phase === 'health' ? isNews(told, task.checked.health) : healthy !== task.healthy)) {
    const before = task.checked.health;
    const at = Math.max(told.at, before?.at ?? 0);
    const since = healthy === task.healthy && before !== null ? before.since : at;
    next = { ...next, healthy, checked: { ...next.checked, health: { at, since, said: detail } } };
  }
  if (check !== undefined && !same(check, task.checked.check?.result)) {
    const at = Math.max(told.at, task.checked.check?.at ?? 0);
    if (phase !== 'check' || isNews(told, task.checked.check))
      next = { ...next, checked: { ...next.checked, check: { at, result: check } } };
  }
  return next;
}

function isNews({ at }: ToldOfChecks, before: { readonly at: number } | null): boolean {
  return before === null || at > before.at;
}

function same(a: CheckResult, b: CheckResult | undefined): boolean {
  return b !== undefined && a.exitCode === b.exitCode && a.statusCode === b.statusCode && a.succeeded === b.succeeded;
}
