import type { StoredPreemption } from './stored-preemption.ts';

const longestMilliseconds = 3_600_000;
const most = 200;

/** The last of each, for the page; a task keeps its own with its record. */
export class RecentPreemptions {
  #all: (StoredPreemption & { readonly loser: { readonly account: string; readonly name: string } })[] = [];

  add(one: StoredPreemption, loser: { readonly account: string; readonly name: string }): void {
    this.#all = [{ ...one, loser }, ...this.#all].slice(0, most);
  }

  /** The newest first. */
  since(now: number) {
    return this.#all.filter(({ at }) => at > now - longestMilliseconds);
  }
}
