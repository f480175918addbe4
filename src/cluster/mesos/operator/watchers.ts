import { Refusal } from '../http/refusal.ts';

/** Streams of an operator's events that are open, by account: each is shown all that its account may see. */
export class Watchers {
  readonly #mostOfAccount: number;
  readonly #open = new Map<string, number>();

  constructor(mostOfAccount: number) {
    this.#mostOfAccount = mostOfAccount;
  }

  /** Answers what to call once it is over. @throws Refusal 429 */
  enter(account: string): () => void {
    const open = this.#open.get(account) ?? 0;
    if (open >= this.#mostOfAccount)
      throw new Refusal(
        429,
        `${account} watches the cluster ${open} times at once: close one of these streams first (setting cluster.operator-streams)`,
      );
    this.#open.set(account, open + 1);
    return () => {
      const left = (this.#open.get(account) ?? 1) - 1;
      if (left > 0) this.#open.set(account, left);
      else this.#open.delete(account);
    };
  }
}
