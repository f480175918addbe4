import type { PriorityClass } from '../../priority-class.ts';
import type { Resources } from '../../resources.ts';

/** Why tasks may be told to end for a demand. */
export type Rule =
  | { readonly why: 'guarantee'; readonly role: string }
  | {
      readonly why: 'starved';
      readonly role: string;
      readonly since: number;
      readonly share: number;
      readonly fairShare: number;
    }
  | { readonly why: 'higher-class' };

/** A task that is told to end, and for whom. */
export interface Preemption {
  readonly task: string;
  readonly agent: string;
  readonly role: string;
  readonly framework: string;
  readonly priority: PriorityClass;
  readonly resources: Resources;
  /** The demand that gets the place. */
  readonly demand: string;
  readonly rule: Rule;
  /** Milliseconds until it is killed. */
  readonly grace: number;
  /** Why this one. */
  readonly chosen: {
    /** Part of the cluster that its role held, and should hold. */
    readonly share: number;
    readonly fairShare: number;
    /** Tasks that end together on this agent. */
    readonly together: number;
    /** Agents on which the rules would have allowed it, as far as they were looked at. */
    readonly agentsCompared: number;
  };
}
