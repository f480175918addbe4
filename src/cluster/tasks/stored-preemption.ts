import type { Preemption } from '../rules/plan/preempt/preemption.ts';
import type { PriorityClass } from '../rules/priority-class.ts';

/** A preemption as it is kept: what was decided, and for whom, with names that outlive the tasks. */
export interface StoredPreemption {
  readonly decided: Preemption;
  /** On the wall clock and on the allocator's, both in milliseconds. */
  readonly at: number;
  readonly decidedAt: number;
  readonly winner: {
    /** null: a framework, which has no task yet. */
    readonly task: string | null;
    readonly account: string;
    readonly name: string;
    readonly role: string;
    readonly priority: PriorityClass;
    readonly framework?: string;
  };
}
