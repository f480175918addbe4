import type { HealthCheck, TaskCheck } from '../../sandbox/index.ts';
import type { ReservedShare, Share, VolumeShare } from './shares.ts';

export interface Offer {
  readonly id: string;
  readonly frameworkId: string;
  readonly agentId: string;
  readonly hostname: string;
  readonly role: string;
  readonly share: Share;
  /** Of `share`: what is kept for the role. */
  readonly reserved: readonly ReservedShare[];
  /** Beside `share`: those of the role that no task has. */
  readonly volumes: readonly VolumeShare[];
  readonly attributes: ReadonlyMap<string, string>;
}

export interface FetchRequest {
  readonly url: string;
  readonly executable: boolean;
  readonly extract: boolean;
  readonly cache: boolean;
  readonly outputFile: string | null;
}

/** A process of a framework's own that runs its tasks: one for each id on an agent, started with the first of them. */
export interface ExecutorRequest {
  readonly executorId: string;
  readonly name: string;
  readonly share: Share;
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly fetches: readonly FetchRequest[];
  /** Between telling it to end and ending it; null: Mesos's own. */
  readonly graceMs: number | null;
  /** All that was said of it, for the executor itself. */
  readonly info: Uint8Array;
}

export interface LaunchRequest {
  readonly taskId: string;
  readonly name: string;
  readonly agentId: string;
  readonly share: Share;
  /** What it says is reserved of its share; the rest comes from wherever there is room. */
  readonly reserved: readonly ReservedShare[];
  /** It has them alone until it is over. */
  readonly volumes: readonly VolumeShare[];
  /** It runs in a container of this image; null: in a sandbox. */
  readonly image: string | null;
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly fetches: readonly FetchRequest[];
  readonly healthCheck: HealthCheck | null;
  readonly check: TaskCheck | null;
  /** Between asking it to end and ending it; null: the platform's own. */
  readonly graceMs: number | null;
  /** It is ended when it has run for so long. */
  readonly longestMs: number | null;
  /** Who runs it, and what it is told of the task; null: the command is a process of its own. */
  readonly executor: (ExecutorRequest & { readonly task: Uint8Array }) | null;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
}

/** What a framework does with its offers. Those with an id are told of, others are done or not. */
export type AcceptOperation =
  | { readonly kind: 'launch'; readonly launches: readonly LaunchRequest[] }
  | {
      /** Out of what is reserved in the offers; or of what is in them, with all that is in it. */
      readonly kind: 'create' | 'destroy';
      readonly operationId: string | null;
      readonly volumes: readonly VolumeShare[];
    }
  | { readonly kind: 'refused'; readonly operationId: string | null; readonly message: string };

export interface OperationStatus {
  readonly operationId: string;
  readonly agentId: string | null;
  readonly state:
    | 'OPERATION_FINISHED'
    | 'OPERATION_ERROR'
    | 'OPERATION_DROPPED'
    | 'OPERATION_GONE_BY_OPERATOR'
    | 'OPERATION_UNKNOWN';
  readonly message: string;
  /** What was made. */
  readonly volumes: readonly VolumeShare[];
}

export interface DemandRequest {
  /** Null: any. */
  readonly agentId: string | null;
  readonly role: string | null;
  readonly share: Share;
}
