import type { CheckResult, Probe } from '../../sandbox/index.ts';
import type { Share } from './shares.ts';

export type MesosTaskState =
  | 'TASK_STAGING'
  | 'TASK_STARTING'
  | 'TASK_RUNNING'
  | 'TASK_KILLING'
  | 'TASK_FINISHED'
  | 'TASK_FAILED'
  | 'TASK_KILLED'
  | 'TASK_ERROR'
  | 'TASK_LOST'
  | 'TASK_DROPPED'
  | 'TASK_UNREACHABLE'
  | 'TASK_GONE'
  | 'TASK_GONE_BY_OPERATOR'
  | 'TASK_UNKNOWN';

export interface TaskStatus {
  readonly taskId: string;
  readonly frameworkId: string;
  readonly agentId: string | null;
  readonly state: MesosTaskState;
  /** 16 bytes; null: nothing has to be acknowledged. */
  readonly uuid: Uint8Array | null;
  readonly source: 'master' | 'agent' | 'executor';
  /** Mesos's name of it. */
  readonly reason: string | null;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly healthy?: boolean;
  /** Of a task that has a check: what it said last. */
  readonly check?: CheckResult & { readonly kind: Probe['kind'] };
  /** Of the process that it runs in, which names its sandbox. */
  readonly containerId?: string;
  /** Of a task that an executor runs. */
  readonly executorId?: string;
  /** All that the executor said. */
  readonly said?: Uint8Array;
}

export interface TaskRecord {
  readonly frameworkId: string;
  readonly taskId: string;
  readonly name: string;
  readonly account: string;
  readonly role: string;
  readonly agentId: string | null;
  readonly share: Share;
  readonly status: TaskStatus;
  readonly ended: boolean;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
}
