import type { Clock } from '../../platform/index.ts';

/** How long agents have not answered, on the monotonic clock. */
export class Silence {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  /** Since when; undefined once it was said that it is too long. */
  readonly #since = new Map<string, number | undefined>();

  /** @param milliseconds  of silence after which an agent is given up for now */
  constructor(clock: Clock, milliseconds: number) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
  }

  /**
   * @param silent  the agents that do not answer now
   * @returns those of them that have just become silent for too long; each once, until it has answered again
   */
  tooLong(silent: ReadonlySet<string>): string[] {
    const now = this.#clock.monotonic();
    for (const id of this.#since.keys()) if (!silent.has(id)) this.#since.delete(id);
    for (const id of silent) if (!this.#since.has(id)) this.#since.set(id, now);
    const late = [...this.#since].flatMap(([id, since]) =>
      since !== undefined && now - since >= this.#milliseconds ? [id] : [],
    );
    for (const id of late) this.#since.set(id, undefined);
    return late;
  }
}
