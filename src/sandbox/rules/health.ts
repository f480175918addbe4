import type { CheckResult, HealthCheck, Probe } from '../task.ts';

/** What a check said: its exit code, and of HTTP the status. */
export interface Said {
  code: number;
  status?: number;
}

/**
 * A line that the sandbox says of a check: its name, an exit code, maybe a status. It comes from the tenant, so what is
 * anything else is nothing.
 */
export function parseSaid(line: string): { name: 'health' | 'check'; said: Said } | undefined {
  const [, name, code, status] = /^(health|check) (\d{1,3})(?: (\d{3}))?$/.exec(line.trim()) ?? [];
  if (name !== 'health' && name !== 'check') return undefined;
  return { name, said: { code: Number(code), ...(status === undefined ? {} : { status: Number(status) }) } };
}

const timedOut = 124;

/** As Mesos tells it: of a command the code, of HTTP the status, of TCP whether it was taken; nothing when it was late. */
export function resultOf(how: Probe, { code, status }: Said): CheckResult {
  if (how.kind === 'command') return code === timedOut ? {} : { exitCode: code };
  if (how.kind === 'http') return status === undefined ? {} : { statusCode: status };
  return { succeeded: code === 0 };
}

const isGood = (how: Probe, { code, status }: Said): boolean =>
  code === 0 && (how.kind !== 'http' || (status !== undefined && status >= 200 && status < 400));

export interface Health {
  /** Not known before the first success, or the first failure that counts. */
  healthy?: boolean;
  /** One after the other. */
  failures: number;
}

/**
 * @param sinceStartMs how long the task has run; failures before its first success do not count in its time of grace
 * @returns what is known now, whether that is to be told, and whether the task is to be ended
 */
export function judge(
  check: HealthCheck,
  before: Health,
  said: Said,
  sinceStartMs: number,
): Health & { tell: boolean; end: boolean } {
  if (isGood(check.how, said)) return { healthy: true, failures: 0, tell: before.healthy !== true, end: false };
  const inGrace = before.healthy === undefined && sinceStartMs < check.graceSeconds * 1000;
  if (inGrace) return { ...before, tell: false, end: false };
  const failures = before.failures + 1;
  return { healthy: false, failures, tell: true, end: failures >= check.failures };
}
