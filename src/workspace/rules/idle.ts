/** What the tenant's server says of itself, and what the platform has seen; times are milliseconds since 1970. */
export interface Activity {
  /** A running cell, a terminal process that is not a shell, or somebody at a page. */
  readonly busy: boolean;
  readonly lastActivityAt: number;
}

export interface IdleLimits {
  /** 0: never. */
  readonly stopAfterMilliseconds: number;
  readonly warnMilliseconds: number;
}

export type IdleVerdict =
  | { readonly verdict: 'stay' }
  | { readonly verdict: 'warn'; readonly stopAt: number }
  | { readonly verdict: 'stop'; readonly idleMilliseconds: number };

/** Whether an idle workspace stays, is warned, or stops now. */
export function judgeIdle(activity: Activity, limits: IdleLimits, now: number): IdleVerdict {
  if (limits.stopAfterMilliseconds === 0 || activity.busy) return { verdict: 'stay' };
  const idleMilliseconds = now - activity.lastActivityAt;
  const stopAt = activity.lastActivityAt + limits.stopAfterMilliseconds;
  if (now >= stopAt) return { verdict: 'stop', idleMilliseconds };
  return now >= stopAt - limits.warnMilliseconds ? { verdict: 'warn', stopAt } : { verdict: 'stay' };
}
