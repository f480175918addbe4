import { timingSafeEqual } from 'node:crypto';
import type { AgentPort } from '../../sandbox/index.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import type {
  ExecutorConnection,
  ExecutorRecord,
  ExecutorSink,
  Executors,
  ExecutorUpdate,
  FrameworkSink,
} from '../framework-port.ts';
import { afterExecutor, afterExecutorEnded, waitStatus } from '../rules/executor-told.ts';
import { isOver, stepped } from '../rules/task-life.ts';
import type { Deadlines } from '../run/deadlines.ts';
import { endTask, graceOf } from '../run/end-task.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { executorLimits } from './executor-task.ts';
import { InsideAccounts } from './inside-accounts.ts';
import { Seat } from './seat.ts';

/** As Mesos's agents have it. */
const registrationMilliseconds = 60_000;

/** What executors need of frameworks. */
export interface ExecutorsFrameworks {
  /** Null: it has no connection. */
  sinkOf(framework: string): FrameworkSink | null;
  /** Our id of a task that a framework calls so. */
  idOf(framework: string, task: string): string | undefined;
}

/** Executors of frameworks: processes that are told of tasks, and tell what becomes of them. */
export class LiveExecutors implements Executors {
  readonly #parts: ClusterParts;
  readonly #seats = new Map<string, Seat>();
  readonly #connections = new Map<string, ExecutorConnection>();
  readonly #frameworks: ExecutorsFrameworks;
  readonly #inside: InsideAccounts;
  /** Tasks in each executor that have not ended. */
  readonly #tasks = new Map<string, Set<string>>();

  constructor(parts: ClusterParts, frameworks: ExecutorsFrameworks) {
    this.#parts = parts;
    this.#frameworks = frameworks;
    this.#inside = new InsideAccounts(parts.foundation.replica);
    parts.tasks.watch((task, before) => this.#changed(task, before));
  }

  /** Those that were there when control ended. */
  recover(tasks: Iterable<TaskRecord>): void {
    for (const task of tasks) if (!isOver(task)) this.#take(task);
  }

  all(): readonly ExecutorRecord[] {
    return [...this.#parts.tasks.all()].flatMap((task) => shown(task) ?? []);
  }

  find(secret: string): ExecutorRecord | undefined {
    const [id = ''] = secret.split('.', 1);
    const task = this.#parts.tasks.get(id);
    return task?.executor !== undefined && same(task.executor.secret, secret) ? shown(task) : undefined;
  }

  connection({ containerId }: ExecutorRecord): ExecutorConnection | undefined {
    return this.#connections.get(containerId);
  }

  async connect({ containerId: id }: ExecutorRecord, sink: ExecutorSink, known: ReadonlySet<string>) {
    const { tasks } = this.#parts;
    this.#seats.get(id)?.sink.end();
    const seat = new Seat(sink);
    const connection: ExecutorConnection = {
      update: (update) => this.#update(id, seat, update),
      message: (data) => {
        const executor = tasks.get(id);
        if (executor?.executor === undefined || executor.agent === null) return;
        this.#frameworks.sinkOf(executor.framework)?.message(executor.agent, executor.executor.id, data);
      },
      close: () => {
        if (this.#seats.get(id) !== seat) return;
        this.#seats.delete(id);
        this.#connections.delete(id);
      },
    };
    this.#seats.set(id, seat);
    this.#connections.set(id, connection);
    const executor = await tasks.change(id, (task) =>
      task.executor === undefined || task.executor.subscribed
        ? undefined
        : { ...task, executor: { ...task.executor, subscribed: true } },
    );
    for (const task of this.#tasksIn(id)) {
      if (task.state !== 'staging' || known.has(task.frameworkTask)) seat.knows(task);
      if (task.end === null) seat.launch(task);
      else seat.kill(task, graceOf(this.#parts, task, task.end));
    }
    if (executor === undefined || executor.end !== null) sink.shutdown();
    return connection;
  }

  /** A task that an executor is to begin: it hears of it at once, or when it subscribes. */
  async start(task: TaskRecord): Promise<void> {
    const { by } = task.executed ?? { by: '' };
    const executor = this.#parts.tasks.get(by);
    if (executor === undefined) return this.#lose(task, undefined);
    await this.#resize(executor);
    if (task.state === 'staging' && task.end === null) this.#seats.get(by)?.launch(task);
  }

  /** A task that is to end. @param forced  where its executor does not end it in time, that is ended itself */
  async kill(task: TaskRecord, graceSeconds: number, forced: boolean): Promise<void> {
    const { by } = task.executed ?? { by: '' };
    const executor = this.#parts.tasks.get(by);
    if (executor === undefined) return this.#lose(task, undefined);
    if (executor.executor?.subscribed === false) {
      const at = this.#parts.foundation.clock.now();
      const reason = 'REASON_TASK_KILLED_DURING_LAUNCH';
      await this.#parts.tasks.change(task.id, (now) => stepped(now, { state: 'killed', at, source: 'agent', reason }));
      return;
    }
    this.#seats.get(by)?.kill(task, graceSeconds);
    if (forced) setTimeout(() => this.#force(task.id), graceSeconds * 1000).unref();
  }

  /** An executor that is to end is told so, and then its process is. */
  async shutDown(executor: TaskRecord, graceSeconds: number): Promise<void> {
    const seat = this.#seats.get(executor.id);
    if (seat === undefined) {
      await this.#portOf(executor).stop(executor.id, graceSeconds);
      return;
    }
    seat.sink.shutdown();
    const late = setTimeout(() => this.#stop(executor.id), graceSeconds * 1000);
    late.unref();
  }

  /** One that runs for long and has not said a word does not work. To be called now and then for each such one. */
  endSilent(executor: TaskRecord, deadlines: Deadlines): void {
    const { id, startedAt } = executor;
    if (startedAt !== null && deadlines.isOver(`registration ${id}`, startedAt + registrationMilliseconds))
      endTask(this.#parts, executor.id, { by: 'framework', graceSeconds: 0 }).catch(this.#failed(executor.id));
  }

  message(executorTask: string, data: Uint8Array): void {
    this.#seats.get(executorTask)?.sink.message(data);
  }

  close(): void {
    for (const { sink } of this.#seats.values()) sink.end();
  }

  async #update(executor: string, seat: Seat, update: ExecutorUpdate): Promise<boolean> {
    const { framework = '' } = this.#parts.tasks.get(executor) ?? {};
    const id = this.#frameworks.idOf(framework, update.taskId);
    let room = true;
    if (id !== undefined)
      await this.#parts.tasks.change(id, (now) => {
        if (now.executed?.by !== executor) return undefined;
        const after = afterExecutor(now, update);
        room = after !== 'too-much';
        return typeof after === 'string' ? undefined : after.task;
      });
    // Of a task that is none of its own, or over, nothing more is to be said either.
    if (room) seat.sink.acknowledged(update.taskId, update.uuid);
    return room;
  }

  *#tasksIn(executor: string): Generator<TaskRecord> {
    for (const id of [...(this.#tasks.get(executor) ?? [])]) {
      const task = this.#parts.tasks.get(id);
      if (task !== undefined) yield task;
    }
  }

  #take(task: TaskRecord): void {
    if (task.executor !== undefined) this.#inside.add(task.account, task.id);
    const by = task.executed?.by;
    if (by !== undefined) this.#tasks.set(by, (this.#tasks.get(by) ?? new Set()).add(task.id));
  }

  #changed(task: TaskRecord, before: TaskRecord): void {
    if (task === before) this.#take(task);
    if (task.executor !== undefined && task.startedAt !== before.startedAt)
      this.#resize(task).catch(this.#failed(task.id));
    if (task.executor !== undefined && before.state === 'unreachable' && !isOver(task)) this.#seenAgain(task);
    if (!isOver(task) || isOver(before)) return;
    const by = task.executed?.by;
    if (by !== undefined) {
      this.#tasks.get(by)?.delete(task.id);
      const executor = this.#parts.tasks.get(by);
      if (executor !== undefined) this.#resize(executor).catch(this.#failed(by));
    }
    if (task.executor !== undefined) this.#ended(task);
  }

  #ended(executor: TaskRecord): void {
    const { id, framework, agent, exitCode, account } = executor;
    this.#seats.get(id)?.sink.end();
    this.#inside.delete(account, id);
    for (const task of this.#tasksIn(id)) this.#lose(task, executor).catch(this.#failed(task.id));
    this.#tasks.delete(id);
    if (agent !== null && executor.executor !== undefined)
      this.#frameworks.sinkOf(framework)?.failure(agent, executor.executor.id, waitStatus(exitCode));
  }

  /** Its agent is back: what is in it is as it was, and the executor says what has changed. */
  #seenAgain(executor: TaskRecord): void {
    const at = this.#parts.foundation.clock.now();
    const reason = 'REASON_AGENT_REREGISTERED';
    for (const { id } of this.#tasksIn(executor.id))
      this.#parts.tasks
        .change(id, (task) => {
          if (task.state !== 'unreachable') return undefined;
          const state = task.end !== null ? 'killing' : task.startedAt === null ? 'staging' : 'running';
          return stepped(task, { state, at, source: 'agent', reason });
        })
        .catch(this.#failed(id));
  }

  async #lose(task: TaskRecord, executor: TaskRecord | undefined): Promise<void> {
    const at = this.#parts.foundation.clock.now();
    const reason = 'REASON_EXECUTOR_TERMINATED';
    await this.#parts.tasks.change(task.id, (now) =>
      executor === undefined
        ? stepped(now, { state: now.end === null ? 'failed' : 'killed', at, source: 'agent', reason })
        : afterExecutorEnded(now, executor, at),
    );
  }

  async #resize(executor: TaskRecord): Promise<void> {
    if (executor.startedAt === null || isOver(executor)) return;
    await this.#portOf(executor).resize(executor.id, executorLimits(executor, this.#tasksIn(executor.id)));
  }

  limitsOf(executor: TaskRecord): ReturnType<typeof executorLimits> {
    return executorLimits(executor, this.#tasksIn(executor.id));
  }

  #force(id: string): void {
    const task = this.#parts.tasks.get(id);
    if (task?.end == null || task.executed === undefined) return;
    endTask(this.#parts, task.executed.by, task.end).catch(this.#failed(id));
  }

  #stop(id: string): void {
    const executor = this.#parts.tasks.get(id);
    if (executor !== undefined) this.#portOf(executor).stop(id, 1).catch(this.#failed(id));
  }

  #portOf({ agent }: TaskRecord): AgentPort {
    return this.#parts.agentPort(agent ?? '');
  }

  readonly #failed = (task: string) => (error: unknown) =>
    this.#parts.foundation.log.error({ err: error, task }, 'what an executor or its task needed could not be done');
}

function shown(task: TaskRecord): ExecutorRecord | undefined {
  const { id, framework, executor, agent, account, role, resources, ports } = task;
  if (executor === undefined || agent === null) return undefined;
  return {
    ...{ frameworkId: framework, executorId: executor.id, containerId: id, agentId: agent, account, role },
    share: { resources, ports },
    info: Buffer.from(executor.info, 'base64'),
  };
}

function same(kept: string, given: string): boolean {
  const [a, b] = [Buffer.from(kept), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
