import type { Ranges } from '../rules/ranges.ts';
import type { Resources } from '../rules/resources.ts';

/** An amount of one agent: what is counted, and which ports. */
export interface Share {
  readonly resources: Resources;
  readonly ports: Ranges;
}

/** A part of an amount that is kept for a role. */
export interface ReservedShare {
  readonly role: string;
  /** The account that reserved it; null where nobody says. */
  readonly principal: string | null;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  readonly resources: Resources;
}

/** A disk of an agent that outlives the tasks that use it, as frameworks name it. */
export interface VolumeShare {
  /** Unique for the role on the agent. */
  readonly name: string;
  readonly role: string;
  /** In the work folder. */
  readonly path: string;
  /** Bytes. */
  readonly disk: number;
  /** The account that made it; null where nobody says. */
  readonly principal: string | null;
  /** Whose its bytes were. */
  readonly reservation: Omit<ReservedShare, 'resources'>;
}
