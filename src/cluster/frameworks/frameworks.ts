import type { Placed } from '../allocator/messages.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { LiveExecutors } from '../executors/live-executors.ts';
import type {
  AgentRecord,
  ClusterCore,
  ClusterEvent,
  FrameworkConnection,
  FrameworkRecord,
  FrameworkSink,
  KnownFramework,
  RoleRecord,
  TaskRecord as ToldTask,
} from '../framework-port.ts';
import { clusterProblems } from '../problems.ts';
import { isBuiltIn, runFramework, workspaceFramework, workspacePrefix } from '../rules/allocator-views.ts';
import type { Ranges } from '../rules/ranges.ts';
import { groupOf } from '../rules/role-views.ts';
import { isOver } from '../rules/task-life.ts';
import { endTask } from '../run/end-task.ts';
import { allFrameworks, removeFramework, type StoredFramework, saveFramework } from '../store/frameworks.ts';
import type { StoredPreemption } from '../tasks/stored-preemption.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { Appetite, frameworkOf, isWant, roleOf } from './appetite.ts';
import { ClusterEvents, taskEvents } from './cluster-events.ts';
import { agentRecord, agentRecords, heldBy, roleRecords, toldTasks } from './cluster-records.ts';
import { CompletedFrameworks } from './completed-frameworks.ts';
import { connectionOf } from './connection.ts';
import type { FrameworkDesk } from './desk.ts';
import { builtInFramework, knownFramework, lookOfCompleted } from './known-framework.ts';
import { LiveFramework } from './live-framework.ts';
import type { FrameworkLook } from './look.ts';
import { Offering } from './offering.ts';
import { TaskNames } from './task-names.ts';
import { Updates } from './updates.ts';

/** A timer holds no more than 24 days. */
const longestTimer = 2 ** 31 - 1;
/** After a start of control nobody is connected: whoever comes back within this time loses nothing. */
const leastReturn = 60_000;

/** Frameworks that take offers: their connections, what they are offered, and what they are told of their tasks. */
export class Frameworks implements ClusterCore, FrameworkDesk {
  readonly parts: ClusterParts;
  readonly offering: Offering;
  readonly updates: Updates;
  readonly appetite: Appetite;
  readonly executors: LiveExecutors;
  readonly #live = new Map<string, LiveFramework>();
  readonly #completed: CompletedFrameworks;
  readonly #events = new ClusterEvents();
  readonly #agents = new Set<string>();
  /** Of all that is known of. */
  readonly #names = new TaskNames();

  constructor(parts: ClusterParts, epoch: number) {
    this.parts = parts;
    this.#completed = new CompletedFrameworks(parts.options.mostEndedFrameworks);
    this.appetite = new Appetite(parts, (framework) => this.offering.offeredTo(framework.record.id));
    this.offering = new Offering(parts, epoch, (id) => this.#live.get(id), this.appetite);
    this.updates = new Updates(
      (id) => this.parts.tasks.find(id),
      (framework, status) => this.#live.get(framework)?.sink?.update(status),
    );
    this.executors = new LiveExecutors(parts, {
      sinkOf: (id) => this.#live.get(id)?.sink ?? null,
      idOf: (framework, task) => this.idOf(framework, task),
    });
    parts.tasks.watch((task, before) => this.#changed(task, before));
  }

  async recover(): Promise<void> {
    const now = this.parts.foundation.clock.now();
    for (const task of this.parts.tasks.known()) this.#remember(task);
    for (const stored of await allFrameworks(this.parts.foundation.database.read)) {
      if (stored.endedAt !== null) await this.#forget(this.#complete(stored));
      else this.#add(new LiveFramework(stored, now, false));
    }
    this.executors.recover(this.parts.tasks.all());
    for (const framework of this.#live.values()) this.#awaitReturn(framework, leastReturn);
    setTimeout(() => void this.#endWithoutWorkspace(), leastReturn).unref();
  }

  async register(record: FrameworkRecord): Promise<void> {
    const { clock, database } = this.parts.foundation;
    const now = clock.now();
    const owner = this.find(record.id)?.account ?? record.account;
    if (owner !== record.account) throw clusterProblems['framework-not-found']();
    const before = this.#live.get(record.id);
    const stored: StoredFramework = {
      record,
      registeredAt: before?.stored.registeredAt ?? now,
      reregisteredAt: before === undefined ? null : now,
      endedAt: null,
    };
    await database.commit([saveFramework(stored)]);
    if (before === undefined) this.#add(new LiveFramework(stored, now, true));
    else {
      before.stored = stored;
      before.suppressed = new Set(record.suppressedRoles);
    }
    for (const role of record.roles) this.parts.roles.use(role);
    const framework = this.#live.get(record.id);
    if (framework !== undefined) this.appetite.refresh(framework);
    if (before !== undefined) this.#tell(record.id, 'framework-updated');
  }

  connect(id: string, sink: FrameworkSink): FrameworkConnection {
    const framework = this.require(id);
    const before = framework.sink;
    framework.sink = sink;
    framework.disconnectedAt = null;
    framework.connectedAt = this.parts.foundation.clock.now();
    framework.endsAt = null;
    clearTimeout(framework.failover);
    before?.failedOver();
    this.offering.dropAll(framework);
    framework.choosy.clear();
    this.updates.again(this.tasksOf(id));
    this.appetite.refresh(framework);
    this.#tell(id, framework.isNew ? 'framework-added' : 'framework-updated');
    framework.isNew = false;
    return connectionOf(this, framework, sink);
  }

  async tearDown(id: string): Promise<void> {
    const framework = this.#live.get(id);
    if (framework === undefined) return;
    const { clock, database } = this.parts.foundation;
    const stored = { ...framework.stored, endedAt: clock.now() };
    await database.commit([saveFramework(stored)]);
    this.#live.delete(id);
    const forgotten = this.#complete(stored);
    clearTimeout(framework.failover);
    this.offering.dropAll(framework);
    this.appetite.forget(framework);
    const { name } = framework.record;
    for (const task of this.tasksOf(id)) {
      this.updates.forget(task.id);
      if (!isOver(task)) await endTask(this.parts, task.id, { by: 'tear-down', name });
      // Nobody is left who could acknowledge anything.
      await this.parts.tasks.change(task.id, (it) => (it.updates.length > 0 ? { ...it, updates: [] } : undefined));
    }
    const { sink } = framework;
    framework.sink = null;
    framework.clearFilters(framework.record.roles);
    sink?.error('Framework has been removed');
    this.#tell(id, 'framework-removed');
    await this.#forget(forgotten);
  }

  /** Ends those that the account may not have any more. @param group  that it has left; null: it is gone itself */
  async revoke(account: string, group: string | null): Promise<void> {
    for (const { record } of [...this.#live.values()])
      if (record.account === account && (group === null || record.roles.some((role) => groupOf(role) === group)))
        await this.tearDown(record.id);
  }

  find(id: string): KnownFramework | undefined {
    if (isBuiltIn(id) || id.startsWith(workspacePrefix)) return builtInFramework(id);
    const live = this.#live.get(id);
    if (live !== undefined) return knownFramework(live.stored, live.sink === null ? 'disconnected' : 'connected');
    const completed = this.#completed.get(id);
    return completed && knownFramework(completed, 'completed');
  }

  frameworks(): readonly KnownFramework[] {
    const live = [...this.#live.values()].map(({ stored, sink }) =>
      knownFramework(stored, sink === null ? 'disconnected' : 'connected'),
    );
    return [...live, ...[...this.#completed.all()].map((stored) => knownFramework(stored, 'completed'))];
  }

  agents(): readonly AgentRecord[] {
    return agentRecords(this.parts, this.offering.offers);
  }

  tasks(account: string | null): readonly ToldTask[] {
    return toldTasks(this.parts, account);
  }

  watch(hear: (event: ClusterEvent) => void): () => void {
    return this.#events.watch(hear);
  }

  roles(): readonly RoleRecord[] {
    return roleRecords(this.parts);
  }

  /** A place that the allocator found for what a framework wants. */
  placed(placed: Placed): void {
    this.offering.offer(placed);
  }

  wants(demand: string): boolean {
    return isWant(demand);
  }

  check(agentId: string): void {
    this.#hearOf(agentId);
    this.offering.check(agentId);
  }

  promisePorts(task: string, agent: string, wanted: number): Ranges | undefined {
    return this.offering.promisePorts(task, agent, wanted);
  }

  portsStored(task: string): void {
    this.offering.portsStored(task);
  }

  winner(demand: string): StoredPreemption['winner'] | undefined {
    const framework = this.#live.get(frameworkOf(demand));
    const role = framework && roleOf(framework, demand);
    if (framework === undefined || role === undefined) return undefined;
    const { account, name } = framework.record;
    return { task: null, account, name, role, priority: framework.priority, framework: framework.record.id };
  }

  nameOf(id: string): string {
    return (this.#live.get(id)?.record ?? this.#completed.get(id)?.record)?.name ?? id;
  }

  look(id: string): FrameworkLook | undefined {
    const live = this.#live.get(id);
    if (live !== undefined) return this.#look(live);
    const completed = this.#completed.get(id);
    return completed && lookOfCompleted(completed);
  }

  looks(): FrameworkLook[] {
    return [
      ...[...this.#live.values()].map((framework) => this.#look(framework)),
      ...[...this.#completed.all()].map(lookOfCompleted),
    ];
  }

  agentLost(agent: string): void {
    for (const { sink } of this.#live.values()) sink?.agentLost(agent);
  }

  workspaceOf(account: string): string | undefined {
    const own = this.parts.places.all().find((place) => {
      return place.account === account && place.framework === workspaceFramework.id && place.agent !== null;
    });
    return own?.id;
  }

  async workspaceOver(taskId: string): Promise<void> {
    for (const { record } of [...this.#live.values()])
      if (record.workspace === taskId && !stays(record)) await this.tearDown(record.id);
  }

  #look(framework: LiveFramework): FrameworkLook {
    const { record, stored, sink, wants, suppressed, connectedAt, disconnectedAt, endsAt } = framework;
    return {
      record,
      state: sink === null ? 'disconnected' : 'connected',
      registeredAt: stored.registeredAt,
      ...{ connectedAt, disconnectedAt, endsAt },
      silent: wants === null,
      suppressed: record.roles.every((role) => suppressed.has(role)),
      offers: this.offering.offeredTo(record.id),
      demands: this.appetite.toldOf(record.id),
    };
  }

  /** One that says nothing is told in the words of before there were partitions; our own know them. */
  livesWithPartitions(id: string): boolean {
    return this.#live.get(id)?.record.capabilities.includes('PARTITION_AWARE') ?? true;
  }

  /** Our id of a task that a framework calls so. */
  idOf(framework: string, task: string): string | undefined {
    return this.#names.find(framework, task);
  }

  tasksOf(id: string): TaskRecord[] {
    return this.#names.idsOf(id).flatMap((task) => this.parts.tasks.find(task) ?? []);
  }

  /** Its connection is gone: if it does not come back in its time, it is ended. */
  left(framework: LiveFramework): void {
    framework.sink = null;
    framework.disconnectedAt = this.parts.foundation.clock.now();
    framework.connectedAt = null;
    this.offering.dropAll(framework);
    this.appetite.refresh(framework);
    this.#awaitReturn(framework, 0);
    this.#tell(framework.record.id, 'framework-updated');
  }

  require(id: string): LiveFramework {
    const framework = this.#live.get(id);
    if (framework === undefined) throw clusterProblems['framework-not-found']();
    return framework;
  }

  close(): void {
    this.updates.close();
    this.executors.close();
    for (const framework of this.#live.values()) {
      clearTimeout(framework.failover);
      framework.clearFilters(framework.record.roles);
      this.offering.dropAll(framework);
    }
  }

  /** Those whose workspace ended while control was away. */
  async #endWithoutWorkspace(): Promise<void> {
    for (const { record } of [...this.#live.values()])
      if (record.workspace !== undefined && !this.parts.places.has(record.workspace))
        await this.workspaceOver(record.workspace).catch((error) =>
          this.parts.foundation.log.error({ err: error, framework: record.id }, 'a framework could not be ended'),
        );
  }

  #add(framework: LiveFramework): void {
    this.#live.set(framework.record.id, framework);
    for (const role of framework.record.roles) this.parts.roles.use(role);
  }

  /** It is known as one that has ended; answers those that are not known any more. */
  #complete(stored: StoredFramework): string[] {
    return this.#completed.add(stored, (id) => this.#names.has(id));
  }

  async #forget(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.parts.foundation.database.commit(ids.map(removeFramework));
  }

  #awaitReturn(framework: LiveFramework, least: number): void {
    const { id, failoverTimeoutMs } = framework.record;
    const end = () => {
      this.tearDown(id).catch((error) =>
        this.parts.foundation.log.error({ err: error, framework: id }, 'a framework could not be ended'),
      );
    };
    const wait = Math.min(Math.max(failoverTimeoutMs, least), longestTimer);
    framework.endsAt = this.parts.foundation.clock.now() + wait;
    framework.failover = setTimeout(end, wait).unref();
  }

  #tell(id: string, type: 'framework-added' | 'framework-updated' | 'framework-removed'): void {
    this.#events.tell(() => {
      const framework = this.find(id);
      return framework === undefined ? [] : [{ type, framework, held: heldBy(this.tasksOf(id)) }];
    });
  }

  /** An agent has changed: it may be new, or gone. */
  #hearOf(agentId: string): void {
    const agent = this.parts.agents.get(agentId);
    if ((agent === undefined) !== this.#agents.has(agentId)) return;
    if (agent === undefined) this.#agents.delete(agentId);
    else this.#agents.add(agentId);
    this.#events.tell(() =>
      agent === undefined
        ? [{ type: 'agent-removed', agentId }]
        : [{ type: 'agent-added', agent: agentRecord(this.parts, this.offering.offers, agent) }],
    );
  }

  #remember(task: TaskRecord): void {
    if (task.framework !== runFramework.id) this.#names.add(task);
  }

  #changed(task: TaskRecord, before: TaskRecord): void {
    this.#events.tell(() => taskEvents(task, before));
    if (task.framework === runFramework.id) return;
    this.#remember(task);
    if (isOver(task) && task.updates.length === 0) {
      this.#names.remove(task);
      this.updates.forget(task.id);
    } else if (this.#live.get(task.framework)?.sink) this.updates.next(task);
    if (task.agent !== null) this.offering.check(task.agent);
  }
}

/** Its tasks go on when the workspace that it ran in is over. */
function stays({ labels }: FrameworkRecord): boolean {
  return labels.some(({ key, value }) => key === 'stay' && value === 'true');
}
