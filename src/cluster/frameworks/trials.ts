import type { Guess } from '../rules/guess-need.ts';

/** A size that a framework may need, for which a place is looked for and gathered. */
export interface Trial extends Guess {
  readonly framework: string;
  readonly role: string;
  /** Of the monotonic clock, in milliseconds. */
  readonly since: number;
}

/** One row of guesses, each larger than the one before, takes no longer. */
const longestMilliseconds = 15 * 60_000;
/** Between one row of guesses and the next, and twice as long each time that nothing was wanted. */
const pauseMilliseconds = 10 * 60_000;
const mostDoublings = 7;

interface Past {
  trial: Trial | null;
  /** Rows of guesses since its frameworks last launched anything. */
  vain: number;
  /** None before. */
  after: number;
}

/**
 * Who may have a guess tried. A place that is gathered for one is nobody else's for a while, so an account has one at a
 * time, whatever its frameworks do, and the longer nothing comes of it the more seldom.
 */
export class Trials {
  readonly #accounts = new Map<string, Past>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  of(account: string, framework: string, role: string): Trial | null {
    const past = this.#accounts.get(account);
    const trial = past?.trial ?? null;
    if (past === undefined || trial?.framework !== framework || trial.role !== role) return null;
    if (this.#now() < trial.since + longestMilliseconds) return trial;
    this.#pause(past);
    return null;
  }

  /**
   * The framework turned something down, or there is no more to guess (null). A larger size follows a smaller one.
   *
   * @returns how long it is tried at most, in milliseconds, when it is the first of a row
   */
  guess(account: string, framework: string, role: string, guess: Guess | null): number | null {
    const now = this.#now();
    const past = this.#accounts.get(account) ?? { trial: null, vain: 0, after: 0 };
    const { trial } = past;
    const over = trial !== null && now >= trial.since + longestMilliseconds;
    const itsOwn = trial?.framework === framework && trial.role === role;
    if (over || (itsOwn && guess === null)) this.#pause(past);
    if (guess === null || now < past.after || (past.trial !== null && !itsOwn)) return null;
    const { since = null } = past.trial ?? {};
    past.trial = { ...guess, framework, role, since: since ?? now };
    this.#accounts.set(account, past);
    return since === null ? longestMilliseconds : null;
  }

  /** It launched something, so its guesses were worth their places. */
  launched(account: string): void {
    this.#accounts.delete(account);
  }

  /** The framework wants something in these roles alone. */
  only(account: string, framework: string, roles: readonly string[]): void {
    const past = this.#accounts.get(account);
    if (past?.trial?.framework === framework && !roles.includes(past.trial.role)) this.#pause(past);
  }

  #pause(past: Past): void {
    past.after = this.#now() + pauseMilliseconds * 2 ** Math.min(past.vain, mostDoublings);
    past.vain++;
    past.trial = null;
  }
}
