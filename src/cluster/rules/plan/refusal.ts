import type { PriorityClass } from '../priority-class.ts';
import type { LimitPassed } from '../state/ledger.ts';

/** Why a demand got no more in this cycle. */
export type Refusal =
  | { readonly why: 'class-not-allowed'; readonly highest: PriorityClass }
  | ({ readonly why: 'limit' } & LimitPassed)
  | { readonly why: 'no-room' };
