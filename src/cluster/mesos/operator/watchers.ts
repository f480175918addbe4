import { Refusal } from '../http/refusal.ts';

/** Each is shown all that its account may see, and what changes in it, every second. */
const mostOfAccount = 10;

/** Streams of an operator's events that are open, by account. */
export class Watchers {
  readonly #open = new Map<string, number>();

  /** Answers what to call once it is over. @throws Refusal 429 */
  enter(account: string): () => void {
    const open = this.#open.get(account) ?? 0;
    if (open >= mostOfAccount)
      throw new Refusal(429, `${account} watches the cluster ${open} times at once: close one of these streams first`);
    this.#open.set(account, open + 1);
    return () => {
      const left = (this.#open.get(account) ?? 1) - 1;
      if (left > 0) this.#open.set(account, left);
      else this.#open.delete(account);
    };
  }
}
