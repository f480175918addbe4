const windowMilliseconds = 60_000;
/** Beyond so many addresses all begin anew: it is a brake, not a ledger. */
const mostAddresses = 100_000;

/** How many calls an address has made in the minute that goes on. */
export class CallRate {
  readonly #limit: number;
  readonly #now: () => number;
  readonly #calls = new Map<string, number>();
  #began: number;

  /** @param now  monotonic milliseconds */
  constructor(limit: number, now: () => number) {
    this.#limit = limit;
    this.#now = now;
    this.#began = now();
  }

  /** Whether one more may be made. */
  take(address: string): boolean {
    const now = this.#now();
    if (now - this.#began >= windowMilliseconds || this.#calls.size > mostAddresses) {
      this.#calls.clear();
      this.#began = now;
    }
    const made = (this.#calls.get(address) ?? 0) + 1;
    this.#calls.set(address, made);
    return made <= this.#limit;
  }
}
