/** How long sessions live. */
export interface SessionLifetimes {
  /** A session that is not used for so long ends. */
  readonly idleMilliseconds: number;
  /** A session ends so long after sign-in, used or not. */
  readonly longestMilliseconds: number;
}

/** When a session ends if it is not used again. */
export function sessionEnd(seenAt: number, longestUntil: number, { idleMilliseconds }: SessionLifetimes): number {
  return Math.min(seenAt + idleMilliseconds, longestUntil);
}
