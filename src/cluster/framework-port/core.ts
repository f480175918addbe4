import type { Executors } from './executors.ts';
import type { AcceptOperation, DemandRequest, Offer, OperationStatus } from './offers.ts';
import type { AgentRecord, FrameworkRecord, KnownFramework, RoleRecord } from './records.ts';
import type { Share } from './shares.ts';
import type { TaskRecord, TaskStatus } from './tasks.ts';

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
