import type { Refusal } from '../plan/refusal.ts';
import type { PriorityClass } from '../priority-class.ts';
import type { ResourceKind, Resources } from '../resources.ts';
import type { Constraint, Demand } from '../snapshot.ts';

/** Why a demand waits. */
export interface Reason {
  readonly demand: string;
  readonly role: string;
  readonly framework: string;
  readonly priority: PriorityClass;
  /** For each task. */
  readonly need: Resources;
  readonly tasks: number;
  readonly since: number;
  readonly refusal: Refusal;
  readonly agents: RuledOut;
  /** Who holds most of each kind that is short on agents where it may run. */
  readonly holders: readonly Holders[];
  readonly start: Start;
  /** Its framework never said what it needs: where the size comes from. */
  readonly guess: NonNullable<Demand['guess']> | null;
}

/** On how many agents what is in the way. An agent without room counts for each kind of which it has too little. */
export interface RuledOut {
  readonly total: number;
  /** Draining, deactivated or unreachable. */
  readonly inactive: number;
  readonly constraints: readonly { readonly constraint: Constraint; readonly agents: number }[];
  /** Where it may run: active, and no constraint is against it. The counts below are of these. */
  readonly eligible: number;
  readonly declined: number;
  readonly short: Readonly<Partial<Record<ResourceKind, number>>>;
  /** Without room even when nothing runs there. */
  readonly tooSmall: number;
  /** Of which the most of them have too little. */
  readonly tooSmallKind: ResourceKind | null;
  /** With room, were it not reserved for other roles. */
  readonly reserved: number;
  /** With room, were it not kept for other demands. */
  readonly kept: number;
}

export interface Holders {
  readonly kind: ResourceKind;
  /** The largest first. */
  readonly roles: readonly { readonly role: string; readonly amount: number }[];
}

/** What would let one more of its tasks start. */
export type Start =
  | { readonly by: 'class'; readonly highest: PriorityClass }
  | { readonly by: 'limit'; readonly role: string; readonly kind: ResourceKind; readonly over: number }
  /** A place is kept for it, and free when what runs there has ended; null when nobody knows when. */
  | { readonly by: 'kept-place'; readonly agent: string; readonly at: number | null }
  /** Tasks with a known end make room, were nobody else to come first. */
  | { readonly by: 'known-ends'; readonly agent: string; readonly at: number }
  /** Tasks without a known end are in the way; with `reserved` also what is reserved for others. */
  | { readonly by: 'ends'; readonly reserved: boolean }
  /** There is room where its framework wants none for now. */
  | { readonly by: 'framework' }
  /** No agent where it may run is large enough. */
  | { readonly by: 'larger-agent' }
  /** None is active, and meets its constraints where it has some. */
  | { readonly by: 'another-agent'; readonly constrained: boolean };
