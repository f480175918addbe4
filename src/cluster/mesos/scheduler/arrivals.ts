import type { ClusterCore } from '../../framework-port.ts';

/** Frameworks whose registration is being stored: until it is, they count, and nobody else has their ids. */
export class Arrivals {
  readonly #core: ClusterCore;
  readonly #accounts = new Map<string, { readonly account: string; readonly fresh: boolean; times: number }>();

  constructor(core: ClusterCore) {
    this.#core = core;
  }

  /** Whether the id is nobody's: of now, of before, or of one that is just coming. */
  isFree(id: string): boolean {
    return this.#core.find(id) === undefined && !this.#accounts.has(id);
  }

  isOf(id: string, account: string): boolean {
    const known = this.#core.find(id);
    if (known !== undefined && (known.account !== account || known.builtIn)) return false;
    return (this.#accounts.get(id)?.account ?? account) === account;
  }

  /** Frameworks of the account that have not ended, with those that come. */
  count(account: string): number {
    const own = this.#core.frameworks().filter((each) => each.account === account && each.state !== 'completed');
    return own.length + [...this.#accounts.values()].filter((each) => each.account === account && each.fresh).length;
  }

  /** The id is the account's while `store` is under way. */
  async during(id: string, account: string, store: () => Promise<void>): Promise<void> {
    const arrival = this.#accounts.get(id) ?? { account, fresh: this.#core.find(id) === undefined, times: 0 };
    this.#accounts.set(id, arrival);
    arrival.times++;
    try {
      await store();
    } finally {
      arrival.times--;
      if (arrival.times === 0) this.#accounts.delete(id);
    }
  }
}
