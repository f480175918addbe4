import type { Watches } from './watch.ts';

/** Whether anybody needs this server: requests, pages that watch a folder, work in the background. */
export class Activity {
  readonly #working: () => boolean;
  readonly #watches: Watches;
  #open = 0;
  #lastAt = Date.now();

  constructor(working: () => boolean, watches: Watches) {
    this.#working = working;
    this.#watches = watches;
  }

  /** Counts a request from its beginning to its end. */
  during(done: Promise<void>): void {
    this.#open++;
    void done.finally(() => {
      this.#open--;
      this.#lastAt = Date.now();
    });
  }

  /** Asking is itself a request, so one is always open. */
  status(): { busy: boolean; lastActiveAt: number; watching: number } {
    return { busy: this.#open > 1 || this.#working(), lastActiveAt: this.#lastAt, watching: this.#watches.count };
  }

  /** Milliseconds since anybody last needed it; 0 while somebody does. */
  idleMilliseconds(): number {
    if (this.#open > 0 || this.#working() || this.#watches.count > 0) this.#lastAt = Date.now();
    return Date.now() - this.#lastAt;
  }
}
