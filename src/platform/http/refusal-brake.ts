/** Enough to see what somebody tries; a program that is refused without end would fill the disk that it lies on. */
const mostWritten = 60;
const windowMilliseconds = 10 * 60_000;

interface Window {
  readonly beganAt: number;
  refusals: number;
}

/** What becomes of a refusal in the audit: written, the last one that is for a while, or only counted. */
export type Written = 'yes' | 'last' | 'counted';

/** How many refusals of each account are written down. */
export class RefusalBrake {
  readonly #windows = new Map<string, Window>();
  readonly #over: (account: string, unwritten: number) => void;

  /** @param over  told when a window ends in which refusals were only counted */
  constructor(over: (account: string, unwritten: number) => void) {
    this.#over = over;
  }

  /** @param now  milliseconds */
  take(account: string, now: number): Written {
    this.#endOld(now);
    const window = this.#windows.get(account) ?? { beganAt: now, refusals: 0 };
    this.#windows.set(account, window);
    window.refusals += 1;
    if (window.refusals < mostWritten) return 'yes';
    return window.refusals === mostWritten ? 'last' : 'counted';
  }

  #endOld(now: number): void {
    for (const [account, { beganAt, refusals }] of this.#windows) {
      if (now - beganAt < windowMilliseconds) continue;
      this.#windows.delete(account);
      if (refusals > mostWritten) this.#over(account, refusals - mostWritten);
    }
  }
}
