import type { Tenant } from '../sandbox/index.ts';

/** Stands between the launcher and the directory of accounts. */
export interface Directory {
  /** The account as its sandbox needs it, with the groups that it is a member of now; undefined when suspended or gone. */
  tenant(account: string): Promise<Tenant | undefined>;
  /** What it launches counts in this group unless another is named. */
  primaryGroup(account: string): Promise<string>;
  /** A token of the account's own that works until `endTaskTokens`. */
  issueTaskToken(account: string, taskId: string): Promise<string>;
  endTaskTokens(taskId: string): Promise<void>;
}

/** Stands between the launcher and the cluster, which gives each workspace its place. */
export interface Places {
  /** Waits until there is room; `waits` hears why, in English. Rejects when aborted. */
  take(workspace: WorkspacePlace, waits: (why: string) => void, signal: AbortSignal): Promise<unknown>;
  /** It runs already. */
  hold(workspace: WorkspacePlace): void;
  free(taskId: string): void;
}

export interface WorkspacePlace {
  readonly taskId: string;
  readonly account: string;
  /** What it takes counts there. */
  readonly roleGroup: string;
  /** It has to end, so that another gets the place. @param group  whose that is */
  preempted(group: string): void;
  /** It has to end, because its host is taken out of service. */
  drained(agent: string): void;
}

/** What the launcher is told at start. Sizes in bytes, times in milliseconds. */
export interface LauncherOptions {
  readonly limits: {
    readonly memoryBytes: number;
    readonly cpus: number;
    readonly processes: number;
    readonly diskBytes: number;
    readonly files: number;
    readonly scratchBytes: number;
  };
  readonly bandwidthBitsPerSecond: number;
  readonly internet: boolean;
  readonly homes: string;
  /** Folder of the shared Python environments on the host; mounted read-only at the same path. */
  readonly pythonFolder: string;
  /** Folders outside /usr that the shared Python needs, such as its own installation. */
  pythonMounts(): readonly string[];
  /** Root of the shared Python environment, or empty while there is none. */
  pythonRoot(): string;
  readonly launchMilliseconds: number;
  readonly graceSeconds: number;
  readonly idleStopMilliseconds: number;
  readonly idleWarnMilliseconds: number;
  readonly filesIdleMilliseconds: number;
}
