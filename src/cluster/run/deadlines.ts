import type { Clock } from '../../platform/index.ts';

/**
 * Times of the calendar at which something is due. How long that is from now is settled when each is first asked for:
 * a clock that jumps afterwards makes nothing late, and nothing early.
 */
export class Deadlines {
  readonly #clock: Clock;
  /** On the monotonic clock. */
  #due = new Map<string, number>();
  #asked = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param key  whose it is; another time under the same key is another one
   * @param at   milliseconds since 1970
   */
  isOver(key: string, at: number): boolean {
    const name = `${key} ${at}`;
    const due = this.#due.get(name) ?? this.#clock.monotonic() + at - this.#clock.now();
    this.#asked.set(name, due);
    return this.#clock.monotonic() >= due;
  }

  /** After each look at all of them: those that nobody asked for are forgotten. */
  tidy(): void {
    this.#due = this.#asked;
    this.#asked = new Map();
  }
}
