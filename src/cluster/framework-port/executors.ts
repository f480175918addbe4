import type { Share } from './shares.ts';
import type { MesosTaskState } from './tasks.ts';

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
