import type { TaskSpec, Tenant } from '../sandbox/index.ts';
import type { PriorityClass } from './rules/priority-class.ts';

/** Stands between the cluster and the directory of accounts. */
export interface Directory {
  /** The account as its sandbox needs it, with its groups of now; undefined when suspended or gone. */
  tenant(account: string): Promise<Tenant | undefined>;
  /** What it launches counts in this group unless another is named. */
  primaryGroup(account: string): Promise<string>;
  /** Whether there is such a group; `everyone` always is. */
  hasGroup(name: string): Promise<boolean>;
}

/** Everything of a tenant's sandbox but what runs in it. Sizes in bytes. */
export type SandboxShape = Pick<TaskSpec, 'home' | 'mounts' | 'env' | 'network'> &
  Pick<TaskSpec['limits'], 'processes' | 'diskBytes' | 'files' | 'scratchBytes'>;

/** What the cluster is told at start. Sizes in bytes, times in milliseconds. */
export interface ClusterOptions {
  /** Of the platform that runs here. */
  readonly version: string;
  sandbox(tenant: Tenant): SandboxShape;
  /** The highest class of a role that has none of its own. */
  readonly highestClass: PriorityClass;
  /** Tasks of one account that have not ended. */
  readonly mostTasks: number;
  /** Of each account. */
  readonly mostEndedFrameworks: number;
  /** That all frameworks of an account want, with the offers that they hold. */
  readonly mostWants: number;
  /** Of one role. */
  readonly mostVolumes: number;
  /** Of a command with its environment. */
  readonly mostCommandBytes: number;
  readonly keepEndedMilliseconds: number;
  /** An agent that does not answer for so long is given up, until it does. */
  readonly agentLostMilliseconds: number;
  /** Of each account. */
  readonly mostEnded: number;
  /** An offer that nobody answers is taken back after so long. */
  readonly offerMilliseconds: number;
  readonly cycleEvery: number;
  readonly reportEvery: number;
  readonly grace: Readonly<Record<PriorityClass, number>>;
}
