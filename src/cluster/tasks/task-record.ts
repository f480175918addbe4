import type { CheckResult, FetchedFile, HealthCheck, TaskCheck } from '../../sandbox/index.ts';
import type { Constraint, Sentence, TaskState, TaskStep } from '../contract.ts';
import type { Checked } from '../rules/checked.ts';
import type { PriorityClass } from '../rules/priority-class.ts';
import type { Ranges } from '../rules/ranges.ts';
import type { Resources } from '../rules/resources.ts';
import type { StoredPreemption } from './stored-preemption.ts';

/** Why a task that goes on is to end. */
export type EndWish =
  | { readonly by: 'account'; readonly account: string; readonly graceSeconds: number | null }
  | { readonly by: 'framework'; readonly graceSeconds: number | null }
  | { readonly by: 'tear-down'; readonly name: string }
  | { readonly by: 'preemption'; readonly preemption: StoredPreemption }
  | { readonly by: 'time' }
  | { readonly by: 'drain'; readonly agent: string }
  | { readonly by: 'revocation'; readonly why: 'suspended' | 'deleted' | 'left-group' };

/** Of a record that is an executor: a process of a framework's own, which runs several of its tasks. */
export interface ExecutorPart {
  /** As its framework calls it. */
  readonly id: string;
  /** What its framework said of it, as it said it, in base64; handed back to it unread. */
  readonly info: string;
  /** What it shows to prove that it is this one. */
  readonly secret: string;
  /** It has spoken to us at least once. */
  readonly subscribed: boolean;
}

/** Of a task that an executor runs: it has no process of its own. */
export interface ExecutedPart {
  /** Our id of the executor, and its framework's. */
  readonly by: string;
  readonly executorId: string;
  /** What its framework said of it, in base64; for the executor. */
  readonly info: string;
  /** Names of the last updates that came from the executor: one that comes again is the same one. */
  readonly heard: readonly string[];
}

/** What a framework is told of its task until it has acknowledged it, the oldest first. */
export interface StatusUpdate {
  /** 16 bytes in hexadecimal digits. */
  readonly uuid: string;
  readonly step: TaskStep;
  readonly healthy?: boolean;
  /** Of a task that has a check. */
  readonly check?: CheckResult;
  /** As an executor said it, in base64, for its framework. */
  readonly said?: string;
}

/** A volume that a task has. */
export interface HeldVolume {
  readonly id: string;
  readonly name: string;
  /** In the work folder. */
  readonly path: string;
  /** Bytes, and files and folders. */
  readonly disk: number;
  readonly files: number;
  /** Whose members it belongs to; null: to the account. */
  readonly group: string | null;
  readonly readOnly: boolean;
}

/** A task as it is stored: what was asked for, and its life so far. Times are milliseconds since 1970. */
export interface TaskRecord {
  readonly id: string;
  readonly framework: string;
  /** As its framework calls it; of a built-in framework the same as `id`. */
  readonly frameworkTask: string;
  readonly name: string;
  readonly account: string;
  readonly role: string;
  readonly priority: PriorityClass;
  readonly resources: Resources;
  readonly ports: Ranges;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where it begins, in the home; null: a folder of its own. */
  readonly folder: string | null;
  readonly constraints: readonly Constraint[];
  readonly fetch: readonly FetchedFile[];
  readonly health: HealthCheck | null;
  /** What its health check said last; null where there is none, or it has not said anything yet. */
  readonly healthy: boolean | null;
  /** What is asked beside its health; nothing follows from it. */
  readonly check: TaskCheck | null;
  readonly checked: Checked;
  /** Between being told to end and being killed; null: that of its class. */
  readonly graceMilliseconds: number | null;
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
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  readonly updates: readonly StatusUpdate[];
  /** It runs in a container of this image; absent: in a sandbox. */
  readonly container?: { readonly image: string };
  readonly volumes?: readonly HeldVolume[];
  readonly executor?: ExecutorPart;
  readonly executed?: ExecutedPart;
  readonly version: number;
}
