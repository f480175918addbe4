/** What the agent is asked to run, and what it says of it. Sizes are bytes, times are milliseconds since 1970. */

export interface Tenant {
  /** Account name, `^[a-z][a-z0-9._-]{0,31}$`. */
  name: string;
  uid: number;
  gid: number;
  groups: GroupFolder[];
}

/** A group that the tenant is a member of; its folder is at `$STOA_GROUPS/<name>`. */
export interface GroupFolder {
  name: string;
  gid: number;
}

export interface TaskProcess {
  /** Unique in the task; names its log lines. */
  name: string;
  /** `$HOME` and `$STOA_…` are replaced by the sandbox's own values, here and in every `env` and in `cwd`. */
  argv: string[];
  /** `argv` and `env` are a tenant's own words: nothing in them is replaced. */
  literal?: boolean;
  /** Added to the task's environment, for this process alone. */
  env: Record<string, string>;
  /** Start it again when it ends; without this, its end is recorded and the others go on. */
  restart: boolean;
  /** Names from `TaskSpec.listen` that this process gets; others find those descriptors closed. */
  listen?: string[];
}

export interface TaskMount {
  /** Absolute path on the host. */
  source: string;
  /** Absolute path in the sandbox. Without mount namespaces (rungs 4 and 5) the source is used as it is. */
  target: string;
  readOnly: boolean;
  /** An environment variable that gets whichever of the two paths holds, e.g. `STOA_PYTHON`. */
  variable?: string;
}

/** A disk of its own that stays when the task is over; one task at a time has it. */
export interface TaskVolume {
  /** `^[a-z0-9][a-z0-9-]{0,47}$` */
  id: string;
  /** In the work folder, where a link leads to it. */
  path: string;
  /** Its size and number of files. */
  diskBytes: number;
  files: number;
  /** Whose members it belongs to; absent: to the tenant alone. */
  group?: GroupFolder;
  readOnly: boolean;
}

export interface TaskLimits {
  memoryBytes: number;
  /** Cores; may be a fraction. */
  cpus: number;
  /** Processes and threads. */
  processes: number;
  /** The home's size and number of files; shared by all tasks of the tenant. */
  diskBytes: number;
  files: number;
  /** Of a `task`: what it may have in its work folder; absent: what the home has room for. */
  workBytes?: number;
  workFiles?: number;
  /** /tmp, /dev/shm and `$STOA_RUNTIME`, each; counts as memory when used. */
  scratchBytes: number;
  /** Each way, bits a second; absent: not limited. The tenant's tasks share the sum of theirs. */
  bandwidthBitsPerSecond?: number;
}

/**
 * `task`: whatever its tenant wants to run: one process, in a folder of its own below the home (`$STOA_WORK`), with
 * stdout and stderr kept apart. It is over when that process is, and has its exit code; what it left behind is ended.
 * The others keep their processes running, and print both streams into one log.
 */
export type TaskKind = 'workspace' | 'files' | 'task';

/** A file that is put into a task's work folder before it starts; as the tenant, in its sandbox, on its network. */
export interface FetchedFile {
  /** http, https or file address; or a path, from the home where it does not begin with a slash. */
  uri: string;
  /** What it must be, hexadecimal. */
  sha256?: string;
  /** Unpacks it too: tar (also compressed), zip, gz. */
  extract: boolean;
  executable: boolean;
  /** Kept in the home for the tenant's next tasks. */
  cache: boolean;
  /** Its name in the work folder; the last part of the address by default. */
  output?: string;
}

/** What is asked in the sandbox, as the tenant. HTTP and TCP ask the tenant's own loopback. */
export type Probe =
  | { kind: 'command'; argv: string[]; env: Record<string, string> }
  | { kind: 'http'; port: number; path: string; scheme: 'http' | 'https' }
  | { kind: 'tcp'; port: number };

export interface TaskCheck {
  how: Probe;
  /** From the start to the first. */
  delaySeconds: number;
  /** From the end of one to the next. */
  intervalSeconds: number;
  /** 0: it may take for ever. */
  timeoutSeconds: number;
}

/** A task that fails it `failures` times one after the other is ended. HTTP is healthy from 200 to 399. */
export interface HealthCheck extends TaskCheck {
  /** So long after the start failures do not count, until there was a success. */
  graceSeconds: number;
  failures: number;
}

/** Of a command, HTTP or TCP; empty where there was no answer in time. */
export interface CheckResult {
  exitCode?: number;
  statusCode?: number;
  succeeded?: boolean;
}

export interface TaskSpec {
  /** `^[a-z0-9][a-z0-9-]{0,47}$`; launching the same id twice is one launch. */
  id: string;
  kind: TaskKind;
  tenant: Tenant;
  processes: TaskProcess[];
  /** Listening unix sockets: the first is descriptor 3, then 4, 5, 6; at `<run>/tasks/<id>/<name>.sock`. */
  listen: string[];
  /** The home on the host: `<data>/homes/<name>`. */
  home: string;
  mounts: TaskMount[];
  /** Of all its processes. */
  env: Record<string, string>;
  /** In the sandbox; when empty `$HOME`, of a `task` `$STOA_WORK`. */
  cwd: string;
  limits: TaskLimits;
  network: 'internet' | 'none';
  /** Between SIGTERM and SIGKILL. */
  graceSeconds: number;
  /** Of a `task`: it runs in a container of this image, where the agent has an engine; it has no network there. */
  container?: { image: string };
  /** Of a `task`; one that cannot be had ends the task before it begins (`fetch-failed`). */
  fetch?: FetchedFile[];
  /** Of a `task`; none of them is another's at the same time (`volume-in-use`). */
  volumes?: TaskVolume[];
  /** Of a `task`, which then listens on three sockets at most. */
  health?: HealthCheck;
  check?: TaskCheck;
}

/**
 *   preparing ──> starting ──> running ──> stopping ──> ended
 *       └────────────┴───────> failed        (running ──> ended, when it ends by itself)
 */
export type TaskPhase = 'preparing' | 'starting' | 'running' | 'stopping' | 'ended' | 'failed';

/**
 * Why a task is over.
 * `fetch-failed`: a file that it asked for could not be had; nothing of it ran.
 * `interrupted`: the agent was killed in the middle of the launch and nothing of it ran; launched again it is another start.
 * `lost`: it is gone and its exit code with it (its outer process was killed); no code is made up.
 * `host-restarted`: the machine was booted again since it started.
 */
export type EndReason =
  | 'completed'
  | 'crashed'
  | 'killed'
  | 'stopped'
  | 'out-of-memory'
  | 'over-disk-limit'
  | 'start-failed'
  | 'interrupted'
  | 'fetch-failed'
  | 'unhealthy'
  | 'lost'
  | 'host-restarted';

export interface TaskState {
  id: string;
  kind: TaskKind;
  /** The account's name. */
  tenant: string;
  phase: TaskPhase;
  /** When the phase began. */
  since: number;
  createdAt: number;
  /** When its first process ran. */
  startedAt?: number;
  endedAt?: number;
  reason?: EndReason;
  /** A sentence for people: what happened, with figures. */
  detail?: string;
  /** Only when truly known; 128 + signal for a signal. */
  exitCode?: number;
  /** When it is over, where the host counts: all that it used. */
  used?: { cpuSeconds: number; memoryPeakBytes: number };
  /** What its checks said last. */
  healthy?: boolean;
  check?: CheckResult;
  /** How often the kernel killed something in it for memory. */
  oomKills: number;
  /** The kernel has closed the tenant's home: it can only be read, until everything of the tenant has ended once. */
  homeClosed: boolean;
  /** Name of a socket to its path on the host. */
  sockets: Record<string, string>;
  /** Of the last event that is in this state. */
  eventId: number;
  /** What the host really gives the tenant's network. */
  network: 'internet' | 'none' | 'host';
}

/**
 * What is told of a task that goes on: something in it was killed for memory; its home was closed (`homeClosed`); its
 * health check succeeded first, or again, or failed; its check has another result.
 */
export type TaskNote = 'oom' | 'home-closed' | 'health' | 'check';

/** Ids grow, across restarts of the agent too. */
export interface TaskEvent {
  id: number;
  taskId: string;
  tenant: string;
  kind: TaskKind;
  at: number;
  phase: TaskPhase | TaskNote;
  detail: string;
  reason?: EndReason;
  exitCode?: number;
  oomKills?: number;
  used?: TaskState['used'];
  healthy?: boolean;
  check?: CheckResult;
  network?: TaskState['network'];
}

/** What the processes of a task use. Memory is without what the kernel gives back when somebody needs it. */
export interface TaskSample {
  at: number;
  memoryBytes: number;
  memoryPeakBytes: number;
  /** Since the start. */
  cpuSeconds: number;
  /** And threads. */
  processes: number;
}

export interface TaskUsage {
  memoryBytes: number;
  memoryPeakBytes: number;
  memoryLimitBytes: number;
  /** Since the start. */
  cpuSeconds: number;
  processes: number;
  /** The tenant's home. */
  diskBytes: number;
  diskLimitBytes: number;
  files: number;
  filesLimit: number;
  oomKills: number;
}

export type LogStream = 'stdout' | 'stderr';

/** A piece of what a `task` printed. Offsets count its bytes from the start; the oldest are dropped when there are many. */
export interface LogPart {
  /** Of the first byte; later than what was asked for where that is dropped. */
  offset: number;
  bytes: Uint8Array;
  /** Bytes printed until now. */
  end: number;
}

/** Without an offset: the end of what there is. */
export interface LogPlace {
  stream: LogStream;
  offset?: number;
  maxBytes?: number;
}
