import type { Rung } from '../probe-report.ts';
import type { ClosedNetworks } from '../rules/closed-networks.ts';
import type { LimitTrials } from '../rules/limit-reports.ts';
import type { TaskSpec } from '../task.ts';

export interface JoinedNetwork {
  /** Goes before the sandbox's command; undefined when it makes a network namespace of its own. */
  enter: string[] | undefined;
  gives: 'internet' | 'none' | 'host';
  /** Text of resolv.conf, where the host's is of no use. */
  nameservers?: string;
}

/** A network namespace for each tenant, shared by its tasks. */
export interface Networks {
  /** What was tried and how it went. */
  trials: Pick<LimitTrials, 'sharedNetwork' | 'internet' | 'internetBy' | 'bandwidth'>;
  /**
   * Makes it when the tenant has none yet. Calls for one tenant are one at a time.
   *
   * @param bandwidth each way, bit/s; undefined for no limit
   */
  join(uid: number, wanted: TaskSpec['network'], bandwidth: number | undefined): Promise<JoinedNetwork>;
  /** Changes what the tenant has, where that is not what it has already. */
  limit(uid: number, bandwidth: number | undefined): Promise<void>;
  /** The tenant's last task is over. */
  release(uid: number): Promise<void>;
  /** Removes what an earlier agent left for others than these. */
  removeLeftovers(keep: ReadonlySet<number>): Promise<void>;
  /** Nothing runs any more: removes what is ours on the host. */
  close(): Promise<void>;
}

export interface NetworkOptions {
  rung: Rung;
  mark: string;
  dataDir: string;
  /** Where it is remembered what each tenant has. */
  folder: string;
  toolPath: string;
  /** Goes before a command that is to be root of our user namespace (rung 2); else empty. */
  enterUser: string[];
  internet: boolean;
  closed: ClosedNetworks;
  /** Of each tenant at a time. */
  connections: number;
}
