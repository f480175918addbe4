import { nothing } from '../rules/resources.ts';
import type { Demand } from '../rules/snapshot.ts';
import type { Work } from './scenario.ts';

/** Work that was asked for, with what of it waits and runs. */
export class WorkInHand {
  readonly work: Work;
  /** Since when each waiting task waits, the oldest first. */
  readonly #waiting: number[];
  readonly running = new Set<string>();
  #begun = 0;

  constructor(work: Work, now: number) {
    this.work = work;
    this.#waiting = Array.from({ length: work.count }, () => now);
  }

  get done(): boolean {
    return this.#waiting.length === 0 && this.running.size === 0;
  }

  /** One task begins: its id, and how long it has waited. */
  begin(now: number): { id: string; waited: number } {
    const since = this.#waiting.shift() ?? now;
    const id = `${this.work.id}/${this.#begun++}`;
    this.running.add(id);
    return { id, waited: now - since };
  }

  /** The task ended, and waits again when there is more to do. */
  end(id: string, now: number, again: boolean): void {
    if (this.running.delete(id) && (again || this.work.endless)) this.#waiting.push(now);
  }

  cancel(): void {
    this.#waiting.length = 0;
  }

  demand(now: number): Demand {
    const { id, role, framework, priority, need, where, milliseconds, endIsKnown, guessed } = this.work;
    return {
      ...{ id, role, framework, application: id, priority, need, where },
      count: this.#waiting.length,
      since: this.#waiting[0] ?? now,
      declined: nobody,
      milliseconds: endIsKnown ? milliseconds : null,
      ...(guessed === true ? { inferred: true, guess: { because: 'turned-down', most: nothing } as const } : {}),
    };
  }
}

const nobody: ReadonlySet<string> = new Set();
