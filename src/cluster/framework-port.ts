import type { CheckResult, HealthCheck, Probe, TaskCheck } from '../sandbox/index.ts';
import type { Ranges } from './rules/ranges.ts';
import type { Resources } from './rules/resources.ts';

/** What the core of the cluster and whoever speaks for a framework say to each other. */

/** An amount of one agent: what is counted, and which ports. */
export interface Share {
  readonly resources: Resources;
  readonly ports: Ranges;
}

/** A part of an amount that is kept for a role. */
export interface ReservedShare {
  readonly role: string;
  /** The account that reserved it; null where nobody says. */
  readonly principal: string | null;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  readonly resources: Resources;
}

/** A disk of an agent that outlives the tasks that use it, as frameworks name it. */
export interface VolumeShare {
  /** Unique for the role on the agent. */
  readonly name: string;
  readonly role: string;
  /** In the work folder. */
  readonly path: string;
  /** Bytes. */
  readonly disk: number;
  /** The account that made it; null where nobody says. */
  readonly principal: string | null;
  /** Whose its bytes were. */
  readonly reservation: Omit<ReservedShare, 'resources'>;
}

export interface FrameworkRecord {
  readonly id: string;
  readonly name: string;
  /** Whose it is: the account that registered it. */
  readonly account: string;
  /** `group/account`; at least one. */
  readonly roles: readonly string[];
  readonly suppressedRoles: readonly string[];
  /** Mesos's names. */
  readonly capabilities: readonly string[];
  /** Without a connection for so long its tasks are ended; 0: at once. */
  readonly failoverTimeoutMs: number;
  readonly hostname: string;
  readonly webUiUrl: string;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  /** Task id of the workspace whose code it is: it ends with that, unless its label `stay` is `true`. */
  readonly workspace?: string;
}

export interface KnownFramework extends FrameworkRecord {
  readonly state: 'connected' | 'disconnected' | 'completed';
  readonly builtIn: boolean;
  /** Milliseconds since 1970. */
  readonly registeredAt: number;
  readonly reregisteredAt: number | null;
  readonly endedAt: number | null;
}

export interface AgentRecord {
  readonly id: string;
  readonly hostname: string;
  readonly state: 'active' | 'draining' | 'deactivated' | 'unreachable';
  /** It is gone for ever when it is drained. */
  readonly markGone: boolean;
  readonly attributes: ReadonlyMap<string, string>;
  readonly total: Share;
  readonly used: Share;
  readonly offered: Share;
  /** Of `total`. */
  readonly reserved: readonly ReservedShare[];
  /** Beside `total`. */
  readonly volumes: readonly VolumeShare[];
  readonly registeredAt: number;
}

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

export interface ExecutorRecord {
  readonly frameworkId: string;
  readonly executorId: string;
  /** Of its process. */
  readonly containerId: string;
  readonly agentId: string;
  readonly account: string;
  readonly role: string;
  readonly share: Share;
  readonly info: Uint8Array;
}

/** What an executor says of a task. */
export interface ExecutorUpdate {
  readonly taskId: string;
  /** 16 bytes, the executor's own. */
  readonly uuid: Uint8Array;
  readonly state: MesosTaskState;
  readonly reason: string | null;
  readonly message: string;
  readonly timestamp: number;
  readonly healthy: boolean | null;
  readonly said: Uint8Array;
}

export interface ExecutorConnection {
  /** Stored when it returns; the sink hears that then. False: too much of the task waits to be heard by its framework. */
  update(update: ExecutorUpdate): Promise<boolean>;
  message(data: Uint8Array): void;
  close(): void;
}

export interface ExecutorSink {
  launch(task: Uint8Array): void;
  kill(taskId: string, graceMs: number | null): void;
  acknowledged(taskId: string, uuid: Uint8Array): void;
  message(data: Uint8Array): void;
  shutdown(): void;
  /** Another connection of the same executor is there, or it is over. */
  end(): void;
}

export interface Executors {
  all(): readonly ExecutorRecord[];
  /** Whose secret it is, while it is not over. */
  find(secret: string): ExecutorRecord | undefined;
  /**
   * The newest connection of an executor wins. It hears at once of the tasks that it is to begin and to end.
   *
   * @param known  tasks whose launch it has heard, and whose updates were not acknowledged to it yet
   */
  connect(executor: ExecutorRecord, sink: ExecutorSink, known: ReadonlySet<string>): Promise<ExecutorConnection>;
  /** That of an executor that has subscribed. */
  connection(executor: ExecutorRecord): ExecutorConnection | undefined;
}

export interface RoleRecord {
  readonly path: string;
  readonly weight: number;
  readonly guarantee: Partial<Resources>;
  readonly limit: Partial<Resources>;
  readonly held: Share;
}

/** What happens, for those who watch. */
export type ClusterEvent =
  | { readonly type: 'task-added'; readonly task: TaskRecord }
  | { readonly type: 'task-updated'; readonly account: string; readonly status: TaskStatus }
  | {
      readonly type: 'framework-added' | 'framework-updated' | 'framework-removed';
      readonly framework: KnownFramework;
      /** By its tasks and executors. */
      readonly held: Share;
    }
  | { readonly type: 'agent-added'; readonly agent: AgentRecord }
  | { readonly type: 'agent-removed'; readonly agentId: string };

export interface ClusterCore {
  /** Durable; again is an update. */
  register(framework: FrameworkRecord): Promise<void>;
  /** The newest connection of a framework wins; the older sink hears `failedOver`. */
  connect(id: string, sink: FrameworkSink): FrameworkConnection;
  /** Ends its tasks; it never comes back. */
  tearDown(id: string): Promise<void>;
  find(id: string): KnownFramework | undefined;
  /** Task id of the account's workspace, while one has its place. */
  workspaceOf(account: string): string | undefined;
  frameworks(): readonly KnownFramework[];
  agents(): readonly AgentRecord[];
  /** @param account  whose; null: everybody's */
  tasks(account: string | null): readonly TaskRecord[];
  roles(): readonly RoleRecord[];
  /** Hears all that changes from now on; returns what ends it. */
  watch(hear: (event: ClusterEvent) => void): () => void;
  readonly executors: Executors;
}

export interface FrameworkConnection {
  /** What it wants; nothing: `[]`. Never called: it says nothing, and what it needs is inferred. */
  demand(wants: readonly DemandRequest[]): void;
  /** Results come as updates. @param refuseMs  of what is left; null: the default */
  accept(offerIds: readonly string[], operations: readonly AcceptOperation[], refuseMs: number | null): Promise<void>;
  decline(offerIds: readonly string[], refuseMs: number | null): void;
  /** Without roles: all of the framework's. */
  revive(roles?: readonly string[]): void;
  suppress(roles?: readonly string[]): void;
  kill(taskId: string, agentId: string | null, graceMs: number | null): Promise<void>;
  acknowledge(taskId: string, agentId: string, uuid: Uint8Array): Promise<void>;
  /** None: all tasks. */
  reconcile(tasks: readonly { readonly taskId: string; readonly agentId?: string }[]): void;
  /** What is known yet of its operations: the last ones since control has started. */
  reconcileOperations(asked: readonly { readonly operationId: string; readonly agentId?: string }[]): void;
  /** To an executor of its own; it may be lost. */
  message(agentId: string, executorId: string, data: Uint8Array): void;
  /** Ends an executor of its own, and so its tasks. */
  shutdown(agentId: string, executorId: string): Promise<void>;
  /** Disconnected: the failover timeout runs. */
  close(): void;
}

export interface FrameworkSink {
  offers(offers: readonly Offer[]): void;
  rescind(offerId: string): void;
  update(status: TaskStatus): void;
  operation(status: OperationStatus): void;
  message(agentId: string, executorId: string, data: Uint8Array): void;
  /** An executor is over. @param status  as `wait` has it; null: nobody knows */
  failure(agentId: string, executorId: string, status: number | null): void;
  agentLost(agentId: string): void;
  failedOver(): void;
  error(message: string): void;
}
