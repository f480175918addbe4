import type { Rung } from './probe-report.ts';
import type { ShareOptions } from './rules/host-resources.ts';

/** What the agent is told; it reads no environment. */
export interface AgentOptions {
  dataDir: string;
  runDir: string;
  /** Of its socket, in `agent` of the run folder. */
  socketName: string;
  /** Where several agents of a host have the same homes and groups' folders: this one's name, the others', and where. */
  sharing?: { name: string; others: readonly string[]; dataDir: string };
  /** The immutable copy of the release that tenants run. */
  releaseDir: string;
  control: { uid: number; gid: number };
  gateway: { uid: number; gid: number };
  /** Refuse to start below this one; 5 accepts all. */
  lowestRung: Rung;
  /** Serve several accounts where nothing separates them (rung 5). */
  allowUnconfined: boolean;
  /** Tenants may have the internet, where the host can give it. */
  internet: boolean;
  /** Networks that no tenant may reach, e.g. "10.0.0.0/8". */
  closedNetworks: readonly string[];
  /** Of each tenant to the internet at a time. */
  connections: number;
  /** Each tenant's, bit/s; 0: the settings ask for no limit. */
  bandwidthBitsPerSecond: number;
  /** Of a group's folder, where it is a file system of its own. */
  groupLimits: { diskBytes: number; files: number };
  /** Removes old work folders of tasks from homes; not where several agents share them. */
  sweeps: boolean;
  /** Of tasks of the kind `task`. */
  tasks: TaskOptions;
  /** Homes and groups' folders are in HDFS; absent: on this host. */
  hdfs?: HdfsHomesOptions;
  /** Of a Docker engine on this host that tasks may run in; empty: none. */
  dockerSocket: string;
  /** What of this host is for tasks. */
  share: ShareOptions;
  /** Where bubblewrap may be, first wins; bare names are looked up in PATH. */
  bubblewrap: string[];
  /** For looking up the host's tools (bwrap, setpriv, ip, nft …), e.g. the platform's PATH. */
  toolPath: string;
}

export interface HdfsHomesOptions {
  /** Serves one tenant's HDFS to the kernel; the path of its plan comes behind. */
  command: readonly string[];
  /** What the plan says of the cluster. */
  cluster: object;
  /** Folders in HDFS. */
  homes: string;
  groups: string;
}

export interface TaskOptions {
  /** So many are being started at a time; more wait their turn. */
  launches: number;
  /** What is kept of each stream: files of so many bytes, so many of them. */
  logFileBytes: number;
  logFiles: number;
  /** A task that prints more on a stream waits. */
  logBytesPerSecond: number;
  /** Ended ones that are kept, with their logs, when control has acknowledged their end. */
  keptEnded: number;
  /** And when it has not: so many exit codes wait for it. */
  keptUnacknowledged: number;
  /** The most that the output of ended ones takes of the disk; beyond, the oldest goes first. */
  keptLogBytes: number;
  /** Their work folders in the home go after so long. */
  workDays: number;
  /** What each uses is looked at once in so long. */
  sampleSeconds: number;
  /** The most that files fetched for tasks take in a home, for the next ones. */
  fetchCacheBytes: number;
}

/** What pino has. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
