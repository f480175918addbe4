/** Lets `atOnce` work at the same time and `waiting` wait for their turn, in order; more are turned away. */
export class Turns {
  readonly #atOnce: number;
  readonly #most: number;
  readonly #queue: (() => void)[] = [];
  #working = 0;

  constructor(atOnce: number, waiting: number) {
    this.#atOnce = atOnce;
    this.#most = waiting;
  }

  /** @throws what `full` gives when too many wait already */
  async take<T>(work: () => Promise<T>, full: () => Error): Promise<T> {
    if (this.#working < this.#atOnce) this.#working++;
    else {
      if (this.#queue.length >= this.#most) throw full();
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#working--;
    }
  }
}
