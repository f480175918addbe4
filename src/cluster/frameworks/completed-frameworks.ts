import type { StoredFramework } from '../store/frameworks.ts';

/** Frameworks that were torn down, the last ones of each account: whoever registers without end fills nobody's memory. */
export class CompletedFrameworks {
  readonly #mostOfAccount: number;
  readonly #byId = new Map<string, StoredFramework>();
  readonly #byAccount = new Map<string, Set<string>>();

  constructor(mostOfAccount: number) {
    this.#mostOfAccount = mostOfAccount;
  }

  get(id: string): StoredFramework | undefined {
    return this.#byId.get(id);
  }

  all(): IterableIterator<StoredFramework> {
    return this.#byId.values();
  }

  /**
   * @param kept  whether it has tasks yet: its name is nobody else's until they are over
   * @returns ids that are not known any more
   */
  add(stored: StoredFramework, kept: (id: string) => boolean): string[] {
    const { id, account } = stored.record;
    const own = this.#byAccount.get(account) ?? new Set();
    this.#byAccount.set(account, own.add(id));
    this.#byId.set(id, stored);
    const gone: string[] = [];
    for (const oldest of own) {
      if (own.size <= this.#mostOfAccount) break;
      if (kept(oldest)) continue;
      own.delete(oldest);
      this.#byId.delete(oldest);
      gone.push(oldest);
    }
    return gone;
  }
}
