import type { PriorityClass } from '../rules/priority-class.ts';
import type { Resources } from '../rules/resources.ts';
import type { AgentView, Constraint, RoleView } from '../rules/snapshot.ts';

/** Tasks of one kind that a framework asks for at once. */
export interface Work {
  readonly id: string;
  readonly role: string;
  readonly framework: string;
  readonly priority: PriorityClass;
  readonly need: Resources;
  readonly count: number;
  readonly where: readonly Constraint[];
  /** How long each task runs; null: until it is cancelled. */
  readonly milliseconds: number | null;
  /** Whether the allocator is told how long. */
  readonly endIsKnown: boolean;
  /** A task that has ended is asked for again. */
  readonly endless: boolean;
  /** Its framework never said so: the size is a guess. */
  readonly guessed?: boolean;
}

export type Happening =
  | { readonly type: 'work'; readonly work: Work }
  | { readonly type: 'cancel'; readonly work: string }
  | { readonly type: 'agent'; readonly agent: AgentView }
  | { readonly type: 'role'; readonly role: RoleView }
  | { readonly type: 'lost'; readonly agent: string }
  | { readonly type: 'back'; readonly agent: string };

/** Milliseconds since the begin. */
export type Timed = Happening & { readonly at: number };

/** What happens to a cluster from outside: several rows of events, each in the order of its times. */
export interface Scenario {
  readonly rows: readonly Iterable<Timed>[];
  /** Milliseconds. */
  readonly length: number;
}
