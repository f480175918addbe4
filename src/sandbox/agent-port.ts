import type { AgentResources } from './host-resources.ts';
import type { ProbeReport } from './probe-report.ts';
import type { WorkListing, WorkPart, WorkPlace } from './rules/work-place.ts';
import type {
  GroupFolder,
  LogPart,
  LogPlace,
  LogStream,
  TaskEvent,
  TaskSample,
  TaskSpec,
  TaskState,
  TaskUsage,
  Tenant,
} from './task.ts';

/** Stands between control and whatever runs tasks on one host. Refusals are `AgentError`s. */
export interface AgentPort {
  /** Returns when its first process runs (or failed to: see `phase`). The same id again gives the same task. */
  launch(spec: TaskSpec, signal?: AbortSignal): Promise<TaskState>;
  /** SIGTERM, grace (default: the spec's), SIGKILL; returns when nothing of it is left. Unknown or ended: no effect. */
  stop(id: string, graceSeconds?: number, signal?: AbortSignal): Promise<TaskState | undefined>;
  state(id: string): Promise<TaskState | undefined>;
  /** The task may use so much from now on. Memory is only ever made more. False: it does not run. */
  resize(id: string, limits: { memoryBytes: number; cpus: number }): Promise<boolean>;
  /** All that run, and the ended ones that are remembered. */
  list(): Promise<TaskState[]>;
  /**
   * The end of a `task` is written down elsewhere: it, its log and its exit code go when newer ones need the room.
   * Until then they are kept. Of one that is not over, or not known: no effect, false.
   */
  forget(id: string): Promise<boolean>;
  /** Those after `sinceId` that are remembered, then new ones as they happen, until aborted. */
  events(sinceId: number, signal: AbortSignal): AsyncIterable<TaskEvent>;
  usage(id: string): Promise<TaskUsage | undefined>;
  /** What each that runs has used when it was last looked at, by its id; cheap for hundreds. */
  samples(): Promise<Record<string, TaskSample>>;
  /** What the host has for tasks. */
  resources(): Promise<AgentResources>;
  /** The end of what its processes wrote to stdout and stderr; of a `task` stderr, or stdout where that is empty. */
  log(id: string, maxBytes?: number): Promise<string>;
  /** Part of what a `task` printed; undefined when there is no such task. */
  readLog(id: string, place: LogPlace): Promise<LogPart | undefined>;
  /** What a `task` printed and prints, from `offset` (0) on, until its end is read or `signal` is aborted. */
  followLog(id: string, place: { stream: LogStream; offset?: number }, signal: AbortSignal): AsyncIterable<LogPart>;
  /** A folder in a task's work folder, seen with its tenant's rights; links are not followed. Undefined: no such folder. */
  listWork(place: WorkPlace): Promise<WorkListing | undefined>;
  /** Part of a file there, at most `mostWorkBytes`; an offset behind its end gives no bytes. Undefined: no such file. */
  readWork(place: WorkPlace, range: { offset: number; maxBytes: number }): Promise<WorkPart | undefined>;
  probe(): Promise<ProbeReport>;
  /** To the processes that the launcher started under this name; true when there was one. */
  signalProcess(id: string, processName: string, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<boolean>;
  /** Makes the group's shared folder, once. */
  ensureGroup(group: GroupFolder): Promise<void>;
  /** Makes the home, once; a launch does it too. */
  ensureHome(tenant: Tenant, limits: { diskBytes: number; files: number }): Promise<void>;
  /** Unmounts the home, whose data stays; false, and no effect, while a task uses it. A later launch mounts it again. */
  releaseHome(tenant: string): Promise<boolean>;
  /** With all that is in it; one that is not there is removed already. @throws AgentError `volume-in-use` */
  removeVolume(id: string): Promise<void>;
}
