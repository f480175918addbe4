import type { Reason } from '../rules/explain/reason.ts';
import type { Report, Standing } from './messages.ts';

/** The last report of the allocator. */
export class Standings {
  #reasons: ReadonlyMap<string, Reason> = new Map();
  #standings: ReadonlyMap<string, Standing> = new Map();

  #told = Promise.withResolvers<void>();

  hear({ reasons, standings }: Report): void {
    this.#reasons = new Map(reasons.map((reason) => [reason.demand, reason]));
    this.#standings = new Map(standings.map((standing) => [standing.role, standing]));
    this.#told.resolve();
    this.#told = Promise.withResolvers();
  }

  /** The next report, which what is new waits for. */
  next(): Promise<void> {
    return this.#told.promise;
  }

  /** Why a demand waits; undefined where it does not, or the allocator has not said so yet. */
  reason(demand: string): Reason | undefined {
    return this.#reasons.get(demand);
  }

  of(role: string): Standing | undefined {
    return this.#standings.get(role);
  }
}
