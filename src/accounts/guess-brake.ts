import type { GuessLimits } from './options.ts';
import { type Failures, fail, forgive, type GuessLimit, guessDelay, noFailures } from './rules/guess-delay.ts';

/** One thing by which guesses are counted, e.g. `pair alice 203.0.113.7`. */
interface Counted {
  readonly key: string;
  readonly limit: GuessLimit;
}

interface Bucket {
  failures: Failures;
  /** Tries that have been let in and whose outcome is not known: each may turn out to be wrong. */
  open: number;
  settled: PromiseWithResolvers<void>;
}

/** A try that was let in; exactly one of the three must be called. */
export interface Try {
  wrong(): void;
  right(): void;
  /** The password was not looked at after all. */
  undecided(): void;
}

const mostBuckets = 100_000;

/**
 * Slows guessing. Nothing is locked: a delay ends by itself, is at most a minute, and an account that comes from an
 * address it knows does not feel what others try elsewhere. Kept in memory; a restart of the process forgives.
 */
export class GuessBrake {
  readonly #limits: GuessLimits;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param now milliseconds, monotonic */
  constructor(limits: GuessLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Lets a try in, or says how many milliseconds to wait. Tries at the same moment cannot outrun the count: beyond the
   * free ones each waits for the outcome of those before it.
   */
  async enter(account: string, remote: string, knownHere: boolean): Promise<Try | number> {
    const counted = this.#counted(account, remote, knownHere);
    for (;;) {
      const delay = Math.max(...counted.map((each) => this.#delay(each)));
      if (delay > 0) return delay;
      const full = counted.map((each) => this.#full(each)).find((bucket) => bucket !== undefined);
      if (!full) return this.#open(counted);
      await full.settled.promise;
    }
  }

  #counted(account: string, remote: string, knownHere: boolean): readonly Counted[] {
    const { pair, address, account: whole } = this.#limits;
    const both = { key: `pair ${account} ${remote}`, limit: pair };
    if (knownHere) return [both];
    return [both, { key: `address ${remote}`, limit: address }, { key: `account ${account}`, limit: whole }];
  }

  #delay({ key, limit }: Counted): number {
    return guessDelay(this.#buckets.get(key)?.failures ?? noFailures, limit, this.#now());
  }

  #full({ key, limit }: Counted): Bucket | undefined {
    const bucket = this.#buckets.get(key);
    if (!bucket || bucket.open === 0) return undefined;
    const { count } = forgive(bucket.failures, limit, this.#now());
    return bucket.open + count >= Math.max(limit.free, 1) ? bucket : undefined;
  }

  #open(counted: readonly Counted[]): Try {
    const buckets = counted.map(({ key, limit }) => ({ bucket: this.#bucket(key), limit }));
    for (const { bucket } of buckets) bucket.open++;
    const settle = (outcome: (bucket: Bucket, limit: GuessLimit) => void) => {
      for (const { bucket, limit } of buckets) {
        bucket.open--;
        outcome(bucket, limit);
        bucket.settled.resolve();
        bucket.settled = Promise.withResolvers();
      }
      this.#forgetOld();
    };
    return {
      wrong: () =>
        settle((bucket, limit) => {
          bucket.failures = fail(bucket.failures, limit, this.#now());
        }),
      // Only the pair is cleared: who knows one password must not buy guesses at others with it.
      right: () =>
        settle((bucket, limit) => {
          if (limit === this.#limits.pair) bucket.failures = noFailures;
        }),
      undecided: () => settle(() => undefined),
    };
  }

  #bucket(key: string): Bucket {
    const bucket = this.#buckets.get(key) ?? { failures: noFailures, open: 0, settled: Promise.withResolvers<void>() };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Drops buckets with nothing in them, and the longest unused ones beyond what memory is for. */
  #forgetOld(): void {
    if (this.#buckets.size <= mostBuckets) return;
    for (const [key, bucket] of this.#buckets) {
      if (this.#buckets.size <= mostBuckets) return;
      if (bucket.open === 0) this.#buckets.delete(key);
    }
  }
}
