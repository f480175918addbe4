import type { GuessLimits } from './options.ts';
import { type Failures, fail, type GuessLimit, guessDelay, noFailures } from './rules/guess-delay.ts';

const mostCounted = 100_000;

/** A password that somebody wants to have checked. */
export interface Guess {
  /** Milliseconds until it may be looked at; 0: now. */
  delay(): number;
  wrong(): void;
  right(): void;
}

/**
 * Slows guessing. Nothing is locked: a delay ends by itself, is at most a minute, and an account that comes from an
 * address it knows does not feel what others try elsewhere. Kept in memory; a restart of the process forgives.
 */
export class GuessBrake {
  readonly #limits: GuessLimits;
  readonly #now: () => number;
  readonly #failures = new Map<string, Failures>();

  /** @param now milliseconds, monotonic */
  constructor(limits: GuessLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** @param knownHere whether the account has signed in from this address before */
  guess(account: string, remote: string, knownHere: boolean): Guess {
    const { pair, address, account: whole } = this.#limits;
    const own = `pair ${account} ${remote}`;
    const counted: [string, GuessLimit][] = [[own, pair]];
    if (!knownHere) counted.push([`address ${remote}`, address], [`account ${account}`, whole]);
    return {
      delay: () => Math.max(...counted.map(([key, limit]) => guessDelay(this.#of(key), limit, this.#now()))),
      wrong: () => {
        for (const [key, limit] of counted) this.#set(key, fail(this.#of(key), limit, this.#now()));
      },
      // Only the pair is cleared: who knows one password must not buy guesses at others with it.
      right: () => void this.#failures.delete(own),
    };
  }

  #of(key: string): Failures {
    return this.#failures.get(key) ?? noFailures;
  }

  /** Keeps the latest, as many as memory is for. */
  #set(key: string, failures: Failures): void {
    this.#failures.delete(key);
    this.#failures.set(key, failures);
    if (this.#failures.size <= mostCounted) return;
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}
