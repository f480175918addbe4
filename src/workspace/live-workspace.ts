import type { WorkspaceFailure, WorkspaceState } from './contract.ts';
import { type Launch, notLaunched } from './rules/launch-phases.ts';

/** What control knows of a workspace beyond what is stored: how far its launch is, where it answers. */
export interface LiveWorkspace {
  readonly account: string;
  taskId: string;
  state: WorkspaceState;
  launch: Launch;
  socket: string | undefined;
  network: 'internet' | 'none' | 'host' | null;
  /** What it takes counts there. */
  roleGroup: string;
  /** Groups whose folders it has. */
  groups: readonly string[];
  /** The kernel has closed the home. */
  homeClosed: boolean;
  failure: WorkspaceFailure | null;
  idleStopAt: number | null;
  /** Somebody asked to keep it: counts as activity. */
  keptAt: number;
  /** Ends the launch that is under way: somebody does not want it any more. */
  abort: AbortController;
  /** Its task ended by itself; the reason is a TaskOver. */
  lost: AbortController;
  /** Settles when the launch or stop that is under way is over. */
  work: Promise<void>;
}

export function stoppedWorkspace(account: string): LiveWorkspace {
  return {
    account,
    taskId: '',
    state: 'stopped',
    launch: notLaunched,
    socket: undefined,
    network: null,
    roleGroup: 'everyone',
    groups: [],
    homeClosed: false,
    failure: null,
    idleStopAt: null,
    keptAt: 0,
    abort: new AbortController(),
    lost: new AbortController(),
    work: Promise.resolve(),
  };
}
