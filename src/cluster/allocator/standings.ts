import type { Reason } from '../rules/explain/reason.ts';
import { headline as headlineOf } from '../rules/say/say-why.ts';
import type { Report, Standing } from './messages.ts';

/** The last report of the allocator. */
export class Standings {
  #reasons: ReadonlyMap<string, Reason> = new Map();
  #standings: ReadonlyMap<string, Standing> = new Map();

  readonly #watchers = new Set<() => void>();
  #told = Promise.withResolvers<void>();

  hear({ reasons, standings }: Report): void {
    this.#reasons = new Map(reasons.map((reason) => [reason.demand, reason]));
    this.#standings = new Map(standings.map((standing) => [standing.role, standing]));
    for (const watcher of this.#watchers) watcher();
    this.#told.resolve();
    this.#told = Promise.withResolvers();
  }

  /** The next report, which what is new waits for. */
  next(): Promise<void> {
    return this.#told.promise;
  }

  /** Hears of each report. @returns what ends it */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Why a demand waits, in one line of English. */
  headline(demand: string): string | undefined {
    const reason = this.#reasons.get(demand);
    return reason && headlineOf(reason).text;
  }

  /** Why a demand waits; undefined where it does not, or the allocator has not said so yet. */
  reason(demand: string): Reason | undefined {
    return this.#reasons.get(demand);
  }

  /** Why each demand waits. */
  reasons(): IterableIterator<Reason> {
    return this.#reasons.values();
  }

  of(role: string): Standing | undefined {
    return this.#standings.get(role);
  }
}
