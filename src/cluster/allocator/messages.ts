import type { Reason } from '../rules/explain/reason.ts';
import type { Preemption } from '../rules/plan/preempt/preemption.ts';
import type { PlanSettings } from '../rules/plan/settings.ts';
import type { PriorityClass } from '../rules/priority-class.ts';
import type { ResourceKind, Resources } from '../rules/resources.ts';
import type { AgentView, Demand, RoleView, Snapshot, TaskView } from '../rules/snapshot.ts';

/** What is new in the cluster, for the allocator. Times are milliseconds of the monotonic clock that all threads share. */
export type Change =
  | { readonly type: 'agent'; readonly agent: AgentView }
  | { readonly type: 'no-agent'; readonly agent: string }
  | { readonly type: 'role'; readonly role: RoleView }
  | { readonly type: 'task'; readonly task: TaskView }
  | { readonly type: 'ending'; readonly task: string; readonly by: number }
  | { readonly type: 'over'; readonly task: string }
  | { readonly type: 'demand'; readonly demand: Demand }
  | { readonly type: 'no-demand'; readonly demand: string };

/** A task of a demand gets its place: it is booked there, under the demand's id, until it is told to be over. */
export interface Placed {
  readonly demand: string;
  readonly agent: string;
  /** What is free there beside it, and kept for nobody; of a task that waited, nothing is said. */
  readonly spare: Resources;
}

/** What a cycle decided. The allocator goes on as if it were done. */
export interface Decision {
  readonly type: 'decision';
  readonly placed: readonly Placed[];
  readonly preempted: readonly Preemption[];
  /** On the monotonic clock. */
  readonly at: number;
}

/** Where a role stands. Shares are parts of the cluster, from 0 to 1. */
export interface Standing {
  readonly role: string;
  readonly held: Resources;
  readonly share: number;
  readonly fairShare: number;
  /** The kind of which it holds the largest part; null where it holds nothing. */
  readonly dominant: ResourceKind | null;
  readonly starvedSince: number | null;
}

/** How things are, told after a cycle, but not after each when there are many. */
export interface Report {
  readonly type: 'report';
  readonly reasons: readonly Reason[];
  readonly standings: readonly Standing[];
}

/** Asks what would happen by itself in the next milliseconds, once for each way in which roles might be. */
export interface Foresee {
  readonly type: 'foresee';
  readonly id: number;
  /** Those that are named are as they are said to be, the others as they are. */
  readonly roles: readonly (readonly RoleView[])[];
  readonly milliseconds: number;
}

export interface Foreseen {
  readonly type: 'foreseen';
  readonly id: number;
  /** In the order in which was asked; null when too many ask, or it takes too long. */
  readonly outlooks: readonly Outlook[] | null;
}

/** The question, for the thread that has a copy of the state but for this. */
export interface Look extends Pick<Snapshot, 'holds' | 'starvedSince'> {
  readonly type: 'look';
  readonly asked: Foresee;
  readonly now: number;
}

/** What would happen by itself. */
export interface Outlook {
  readonly starts: readonly { readonly demand: string; readonly role: string; readonly tasks: number }[];
  readonly preemptions: readonly (Preemption & {
    readonly decidedAt: number;
    readonly winner: { readonly demand: string; readonly role: string; readonly priority: PriorityClass };
  })[];
  /** Tasks that wait at the end. */
  readonly waiting: number;
  /** At the end. */
  readonly standings: readonly Standing[];
}

export interface AllocatorStart {
  readonly settings: PlanSettings;
  /** Milliseconds from one cycle to the next at least, and from one report to the next. */
  readonly cycleEvery: number;
  readonly reportEvery: number;
}
