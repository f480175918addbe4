import type { Constraint, Sentence, TaskState, TaskStep } from '../contract.ts';
import type { PriorityClass } from '../rules/priority-class.ts';
import type { Resources } from '../rules/resources.ts';
import type { StoredPreemption } from './stored-preemption.ts';

/** Why a task that goes on is to end. */
export type EndWish =
  | { readonly by: 'account'; readonly account: string; readonly graceSeconds: number | null }
  | { readonly by: 'preemption'; readonly preemption: StoredPreemption }
  | { readonly by: 'time' }
  | { readonly by: 'drain'; readonly agent: string }
  | { readonly by: 'revocation'; readonly why: 'suspended' | 'deleted' | 'left-group' };

/** A task as it is stored: what was asked for, and its life so far. Times are milliseconds since 1970. */
export interface TaskRecord {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly role: string;
  readonly priority: PriorityClass;
  readonly resources: Resources;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where it begins, in the home; null: a folder of its own. */
  readonly folder: string | null;
  readonly constraints: readonly Constraint[];
  readonly milliseconds: number | null;
  readonly key: string | null;
  readonly state: TaskState;
  readonly reason: Sentence | null;
  readonly agent: string | null;
  /** Groups whose folders it was given at its start. */
  readonly groups: readonly string[];
  readonly requestedAt: number;
  readonly launchedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly exitCode: number | null;
  /** Null while it is to go on. */
  readonly end: EndWish | null;
  readonly timeline: readonly TaskStep[];
  readonly version: number;
}
