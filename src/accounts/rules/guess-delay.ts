/**
 * How often somebody may be wrong before being slowed, how the delay grows, and how it is forgiven. The longest delay is
 * short on purpose: an attacker who shares something with the victim can slow the victim by it, never lock them out.
 */
export interface GuessLimit {
  /** Failures before the first delay. */
  readonly free: number;
  /** The first delay; each further failure doubles it. */
  readonly firstDelayMilliseconds: number;
  readonly longestDelayMilliseconds: number;
  /** One failure is forgotten each time so long passes. */
  readonly forgiveMilliseconds: number;
}

/** Failures of one account from one address, of one address, or of one account. */
export interface Failures {
  readonly count: number;
  /** The last failure, or the last time that one was forgiven. Milliseconds, monotonic. */
  readonly at: number;
}

export const noFailures: Failures = { count: 0, at: 0 };

/** The failures that still count at `now`. */
export function forgive(failures: Failures, limit: GuessLimit, now: number): Failures {
  const forgiven = Math.floor((now - failures.at) / limit.forgiveMilliseconds);
  if (failures.count === 0 || forgiven <= 0) return failures;
  if (forgiven >= failures.count) return noFailures;
  return { count: failures.count - forgiven, at: failures.at + forgiven * limit.forgiveMilliseconds };
}

export function fail(failures: Failures, limit: GuessLimit, now: number): Failures {
  return { count: forgive(failures, limit, now).count + 1, at: now };
}

/** Milliseconds to wait, from `now`, until the next try is looked at; 0: it may be made. */
export function guessDelay(failures: Failures, limit: GuessLimit, now: number): number {
  const { count } = forgive(failures, limit, now);
  if (count < limit.free) return 0;
  const delay = Math.min(
    limit.firstDelayMilliseconds * 2 ** Math.min(count - limit.free, 40),
    limit.longestDelayMilliseconds,
  );
  return Math.max(0, failures.at + delay - now);
}
