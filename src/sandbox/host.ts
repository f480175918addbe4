import { createHash } from 'node:crypto';
import type { Cgroups } from './limits/cgroups.ts';
import type { Networks } from './network/network.ts';
import type { AgentOptions } from './options.ts';
import type { Places } from './places.ts';
import type { Rung } from './probe-report.ts';
import type { SharedFolders } from './shared-folders.ts';

/** What the agent found out about this host, and uses for every task. */
export interface Host {
  options: AgentOptions;
  places: Places;
  rung: Rung;
  /** Names what is ours in the host's shared name spaces: cgroups, network namespaces, interfaces. */
  mark: string;
  bubblewrap: string;
  /** Rung 2: goes before a command that is to be root of the user namespace that tenants' ids are in. Else empty. */
  enterUser: string[];
  /** Rung 2: the highest id that a tenant can have. Else 0. */
  idsInRange: number;
  /** Compiled filter for this machine, when the kernel takes it. */
  seccomp: string | undefined;
  cgroups: Cgroups;
  /** Homes and groups' folders, which other agents of this host may have too. */
  shared: SharedFolders;
  /** Homes are file systems of their own, on loop devices. */
  homeImages: boolean;
  networks: Networks;
  /** Text of resolv.conf. */
  nameservers: string;
}

export const hostMark = (dataDir: string): string => createHash('sha256').update(dataDir).digest('hex').slice(0, 5);
