/**
 * What was known last, at once, and asked for again in the background when it is old. For what the host asks of a mount
 * itself: it may not wait for HDFS, which may be away.
 */
export class Lasting<T> {
  readonly #fetch: () => Promise<T>;
  readonly #milliseconds: number;
  #known: T | undefined;
  #at = Number.NEGATIVE_INFINITY;
  #asking: Promise<T> | undefined;

  /** @param milliseconds  what is older is asked for again */
  constructor(fetch: () => Promise<T>, milliseconds: number) {
    this.#fetch = fetch;
    this.#milliseconds = milliseconds;
  }

  async get(): Promise<T> {
    const asking = performance.now() - this.#at > this.#milliseconds ? this.#ask() : undefined;
    if (this.#known === undefined) return asking ?? this.#ask();
    asking?.catch(() => undefined);
    return this.#known;
  }

  #ask(): Promise<T> {
    this.#asking ??= this.#fetch()
      .then((known) => {
        this.#known = known;
        this.#at = performance.now();
        return known;
      })
      .finally(() => {
        this.#asking = undefined;
      });
    return this.#asking;
  }
}
