import { followChecks } from './follow-checks.ts';
import { type Health, judge, parseSaid, resultOf } from './rules/health.ts';
import type { CheckResult, TaskSpec } from './task.ts';

/** What follows from what a task's checks say. */
export interface ToldOfChecks {
  result(check: CheckResult, detail: string): void;
  /** @param tell it is news, or it failed again */
  health(healthy: boolean, tell: boolean, detail: string): void;
  /** It failed too often one after the other. */
  unhealthy(): void;
}

export interface TaskChecks {
  /** From when it runs; again: no effect. */
  follow(): void;
  close(): void;
}

/**
 * @param fifo where the sandbox says how its checks went
 * @param known what an earlier agent knew of it
 * @param runningMs how long it has run; undefined when it does not run now
 */
export function taskChecks(
  spec: Pick<TaskSpec, 'health' | 'check'>,
  fifo: string,
  known: { healthy?: boolean; check?: CheckResult },
  runningMs: () => number | undefined,
  told: ToldOfChecks,
): TaskChecks {
  let close: (() => void) | undefined;
  let last = JSON.stringify(known.check);
  let health: Health = { failures: 0, ...(known.healthy === undefined ? {} : { healthy: known.healthy }) };
  const heard = (line: string) => {
    const parsed = parseSaid(line);
    const milliseconds = runningMs();
    if (!parsed || milliseconds === undefined) return;
    if (parsed.name === 'check' && spec.check) {
      const check = resultOf(spec.check.how, parsed.said);
      if (JSON.stringify(check) === last) return;
      last = JSON.stringify(check);
      told.result(check, 'Its check has another result.');
    }
    if (parsed.name !== 'health' || !spec.health) return;
    const { tell, end, ...now } = judge(spec.health, health, parsed.said, milliseconds);
    health = now;
    if (now.healthy === undefined) return;
    told.health(now.healthy, tell, describe(now, spec.health.failures));
    if (end) told.unhealthy();
  };
  return {
    follow() {
      if (spec.health || spec.check) close ??= followChecks(fifo, heard);
    },
    close: () => close?.(),
  };
}

const describe = ({ healthy, failures }: Health, most: number): string =>
  healthy ? 'Its health check succeeded.' : `Its health check failed ${failures} of ${most} times in a row.`;
