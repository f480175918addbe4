import type { PriorityClass } from './priority-class.ts';
import type { Resources } from './resources.ts';

/** What the allocator knows of the cluster, as plain data. Times are milliseconds of the monotonic clock. */
export interface Snapshot {
  readonly agents: readonly AgentView[];
  readonly roles: readonly RoleView[];
  readonly tasks: readonly TaskView[];
  readonly demands: readonly Demand[];
  readonly holds: readonly Hold[];
  /** Roles that have less than half of their fair share though they want more, and since when. */
  readonly starvedSince: ReadonlyMap<string, number>;
}

export interface AgentView {
  readonly id: string;
  /** What it gives to tasks; its own share is not in it. */
  readonly total: Resources;
  readonly attributes: ReadonlyMap<string, string>;
  /** Only an active agent gets anything new. */
  readonly state: 'active' | 'draining' | 'deactivated' | 'unreachable';
  readonly reserved: readonly Reservation[];
}

/** Of an agent's total, kept for a role and all below it, whoever waits. */
export interface Reservation {
  readonly role: string;
  readonly resources: Resources;
}

export interface RoleView {
  /** `group` or `group/account`. */
  readonly path: string;
  /** Greater than 0. */
  readonly weight: number;
  /** What it can always have; a kind that is not named is not promised. */
  readonly guarantee: Partial<Resources>;
  /** What it can never exceed. */
  readonly limit: Partial<Resources>;
  readonly highestClass: PriorityClass;
}

/** What holds resources: a task, or an offer that is out. */
export interface TaskView {
  readonly id: string;
  readonly agent: string;
  readonly role: string;
  readonly framework: string;
  /** Tasks of one application never make room for each other. */
  readonly application: string;
  readonly priority: PriorityClass;
  readonly resources: Resources;
  readonly startedAt: number;
  /** When it ends at the latest; null when that is not known. */
  readonly endsBy: number | null;
  /** It was told to end. */
  readonly ending: boolean;
}

export interface Demand {
  readonly id: string;
  readonly role: string;
  readonly framework: string;
  readonly application: string;
  readonly priority: PriorityClass;
  /** For each task. */
  readonly need: Resources;
  /** How many such tasks. */
  readonly count: number;
  readonly where: readonly Constraint[];
  /** Agents that it does not want for now. */
  readonly declined: ReadonlySet<string>;
  readonly since: number;
  /** How long each runs at most; null when that is not known. */
  readonly milliseconds: number | null;
  /** Its framework never said so: nothing ends for it, and no place is gathered unless it is a guess. */
  readonly inferred?: boolean;
  /**
   * Its size is taken from what its framework launched or turned down, `most` of each kind: a place may be gathered for
   * it where nobody wants one who said what he needs.
   */
  readonly guess?: { readonly because: 'launched' | 'turned-down'; readonly most: Resources };
}

/** The agent's attribute is one of these, or (`not`) none of these; an agent without the attribute has the value ''. */
export interface Constraint {
  readonly attribute: string;
  readonly values: readonly string[];
  readonly not: boolean;
}

/** A place for one task of a demand, kept while what stands there ends. Freed ones are filled first, then older ones. */
export interface Hold {
  readonly agent: string;
  readonly demand: string;
  readonly resources: Resources;
  /**
   * `freed`: tasks were told to end for it; it is nobody else's.
   * `gathered`: kept so that a large demand does not starve; higher classes pass it, and so does what ends in time.
   */
  readonly kind: 'freed' | 'gathered';
  readonly since: number;
  readonly until: number;
  /** When all of it is free; null when that is not known. */
  readonly readyAt: number | null;
}
