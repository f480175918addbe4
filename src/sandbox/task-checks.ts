import { followChecks } from './follow-checks.ts';
import { type Health, judge, parseSaid, resultOf, type Said } from './rules/health.ts';
import { type SilentChecker, silentChecker } from './silent-checker.ts';
import type { CheckResult, HealthCheck, TaskSpec } from './task.ts';

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
  const result = (check: CheckResult, detail: string) => {
    if (JSON.stringify(check) === last) return;
    last = JSON.stringify(check);
    told.result(check, detail);
  };
  const looked = (check: HealthCheck, said: Said, milliseconds: number, detail?: string) => {
    const { tell, end, ...now } = judge(check, health, said, milliseconds);
    health = now;
    if (now.healthy === undefined) return;
    told.health(now.healthy, tell, detail ?? describe(now, check.failures));
    if (end) told.unhealthy();
  };
  const silence: { health?: SilentChecker; check?: SilentChecker } = {};
  if (spec.health) {
    const check = spec.health;
    silence.health = silentChecker(check, (seconds) => {
      const milliseconds = runningMs();
      if (milliseconds !== undefined) looked(check, silent, milliseconds, sayNothing('health check', seconds));
    });
  }
  if (spec.check)
    silence.check = silentChecker(spec.check, (seconds) => {
      if (runningMs() !== undefined) result({}, sayNothing('check', seconds));
    });
  const heard = (line: string) => {
    const parsed = parseSaid(line);
    const milliseconds = runningMs();
    if (!parsed || milliseconds === undefined) return;
    silence[parsed.name]?.expect();
    if (parsed.name === 'check' && spec.check)
      result(resultOf(spec.check.how, parsed.said), 'Its check has another result.');
    if (parsed.name === 'health' && spec.health) looked(spec.health, parsed.said, milliseconds);
  };
  return {
    follow() {
      if (close !== undefined || !(spec.health || spec.check)) return;
      close = followChecks(fifo, heard);
      silence.health?.expect();
      silence.check?.expect();
    },
    close() {
      silence.health?.close();
      silence.check?.close();
      close?.();
    },
  };
}

/** What no checker says counts as a failure. */
const silent: Said = { code: 1 };

const sayNothing = (what: string, seconds: number) =>
  `Its ${what} has said nothing for ${seconds} seconds: what makes it does not run any more.`;

const describe = ({ healthy, failures }: Health, most: number): string =>
  healthy ? 'Its health check succeeded.' : `Its health check failed ${failures} of ${most} times in a row.`;
