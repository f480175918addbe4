import type { FrameworkRecord } from '../framework-port.ts';
import type { OpenOffer } from './offers.ts';

/** A framework as people see it. Times are milliseconds since 1970. */
export interface FrameworkLook {
  readonly record: FrameworkRecord;
  readonly state: 'connected' | 'disconnected' | 'completed';
  readonly registeredAt: number;
  /** Its connection of now; null: it has none. */
  readonly connectedAt: number | null;
  readonly disconnectedAt: number | null;
  /** It is ended then, unless it comes back. */
  readonly endsAt: number | null;
  /** It never said what it needs. */
  readonly silent: boolean;
  /** It asked for no offers, in all of its roles. */
  readonly suppressed: boolean;
  readonly offers: readonly OpenOffer[];
  /** What the allocator was told that it wants, by id. */
  readonly demands: ReadonlySet<string>;
}
