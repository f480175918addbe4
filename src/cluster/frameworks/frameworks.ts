import { stateOf } from '../agents/agents.ts';
import type { Placed } from '../allocator/messages.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { executorName } from '../executors/executor-task.ts';
import { LiveExecutors } from '../executors/live-executors.ts';
import type {
  AgentRecord,
  ClusterCore,
  FrameworkConnection,
  FrameworkRecord,
  FrameworkSink,
  KnownFramework,
  RoleRecord,
  TaskRecord as ToldTask,
} from '../framework-port.ts';
import { clusterProblems } from '../problems.ts';
import { isBuiltIn, runFramework, workspaceFramework, workspacePrefix } from '../rules/allocator-views.ts';
import { type Ranges, tidy } from '../rules/ranges.ts';
import { sum } from '../rules/resources.ts';
import { groupOf } from '../rules/role-views.ts';
import { isOver } from '../rules/task-life.ts';
import { endTask } from '../run/end-task.ts';
import { allFrameworks, removeFramework, type StoredFramework, saveFramework } from '../store/frameworks.ts';
import type { StoredPreemption } from '../tasks/stored-preemption.ts';
import type { TaskRecord } from '../tasks/task-record.ts';
import { acceptOffers } from './accept-offers.ts';
import { Appetite, frameworkOf, isWant, roleOf } from './appetite.ts';
import { CompletedFrameworks } from './completed-frameworks.ts';
import type { FrameworkDesk } from './desk.ts';
import { LiveFramework } from './live-framework.ts';
import type { FrameworkLook } from './look.ts';
import { Offering } from './offering.ts';
import { statusOf } from './status-of.ts';
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
  readonly #completed = new CompletedFrameworks();
  /** `framework task` to our id, of all that is known of. */
  readonly #ids = new Map<string, string>();

  constructor(parts: ClusterParts, epoch: number) {
    this.parts = parts;
    this.appetite = new Appetite(parts, (framework) => this.offering.offeredTo(framework.record.id));
    this.offering = new Offering(parts, epoch, (id) => this.#live.get(id), this.appetite);
    this.updates = new Updates(
      (id) => this.#known(id),
      (framework, status) => this.#live.get(framework)?.sink?.update(status),
    );
    this.executors = new LiveExecutors(parts, {
      sinkOf: (id) => this.#live.get(id)?.sink ?? null,
      idOf: (framework, task) => this.idOf(framework, task),
    });
    parts.tasks.watch((task) => this.#changed(task));
  }

  async recover(): Promise<void> {
    const now = this.parts.foundation.clock.now();
    for (const stored of await allFrameworks(this.parts.foundation.database.read)) {
      if (stored.endedAt !== null) await this.#forget(this.#complete(stored));
      else this.#add(new LiveFramework(stored, now));
    }
    for (const task of this.parts.tasks.known()) this.#remember(task);
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
    if (before === undefined) this.#add(new LiveFramework(stored, now));
    else {
      before.stored = stored;
      before.suppressed = new Set(record.suppressedRoles);
    }
    for (const role of record.roles) this.parts.roles.use(role);
    const framework = this.#live.get(record.id);
    if (framework !== undefined) this.appetite.refresh(framework);
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
    this.updates.again(this.#tasksOf(id));
    this.appetite.refresh(framework);
    const current = () => framework.sink === sink;
    const roles = (given: readonly string[] | undefined) => given ?? framework.record.roles;
    return {
      demand: (wants) => current() && this.appetite.say(framework, wants),
      accept: async (offerIds, launches, refuseMs) => {
        if (current()) await acceptOffers(this, framework, offerIds, launches, refuseMs);
      },
      decline: (offerIds, refuseMs) => {
        if (current()) for (const offer of offerIds) this.offering.decline(framework, offer, refuseMs);
      },
      revive: (given) => {
        framework.clearFilters(roles(given));
        for (const role of roles(given)) {
          framework.suppressed.delete(role);
          framework.choosy.delete(role);
        }
        this.appetite.refresh(framework);
      },
      suppress: (given) => {
        for (const role of roles(given)) framework.suppressed.add(role);
        this.appetite.refresh(framework);
      },
      kill: (taskId, agentId, graceMs) => this.#kill(framework, taskId, agentId, graceMs),
      acknowledge: (taskId, _, uuid) => this.#acknowledge(framework, taskId, Buffer.from(uuid).toString('hex')),
      reconcile: (tasks) => this.#reconcile(framework, tasks),
      message: (agentId, executorId, data) => {
        const executor = this.idOf(id, executorName(agentId, executorId));
        if (executor !== undefined) this.executors.message(executor, data);
      },
      shutdown: async (agentId, executorId) => {
        const executor = this.idOf(id, executorName(agentId, executorId)) ?? this.#commandTask(id, agentId, executorId);
        if (executor !== undefined) await endTask(this.parts, executor, { by: 'framework', graceSeconds: null });
      },
      close: () => {
        if (!current()) return;
        framework.sink = null;
        framework.disconnectedAt = this.parts.foundation.clock.now();
        framework.connectedAt = null;
        this.offering.dropAll(framework);
        this.appetite.refresh(framework);
        this.#awaitReturn(framework, 0);
      },
    };
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
    for (const task of this.#tasksOf(id)) {
      this.updates.forget(task.id);
      if (!isOver(task)) await endTask(this.parts, task.id, { by: 'tear-down', name });
      // Nobody is left who could acknowledge anything.
      await this.parts.tasks.change(task.id, (it) => (it.updates.length > 0 ? { ...it, updates: [] } : undefined));
    }
    const { sink } = framework;
    framework.sink = null;
    framework.clearFilters(framework.record.roles);
    sink?.error('Framework has been removed');
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
    if (live !== undefined) return told(live.stored, live.sink === null ? 'disconnected' : 'connected');
    const completed = this.#completed.get(id);
    return completed && told(completed, 'completed');
  }

  frameworks(): readonly KnownFramework[] {
    const live = [...this.#live.values()].map(({ stored, sink }) =>
      told(stored, sink === null ? 'disconnected' : 'connected'),
    );
    return [...live, ...[...this.#completed.all()].map((stored) => told(stored, 'completed'))];
  }

  agents(): readonly AgentRecord[] {
    return this.parts.agents.all().map((agent) => {
      const held = this.parts.holdings.onAgent(agent.id);
      const open = this.offering.offers.on(agent.id);
      return {
        id: agent.id,
        hostname: agent.attributes.hostname ?? agent.id,
        state: stateOf(agent),
        attributes: new Map(Object.entries(agent.attributes)),
        total: { resources: agent.total, ports: agent.ports },
        used: { resources: held.resources, ports: portsOf(held.withPorts.values()) },
        offered: {
          resources: sum(open.map(({ share }) => share.resources)),
          ports: tidy(open.flatMap(({ share }) => share.ports)),
        },
        reserved: this.parts.reservations.on(agent.id).map((one) => ({ ...one, principal: one.madeBy })),
        registeredAt: agent.registeredAt,
      };
    });
  }

  tasks(): readonly ToldTask[] {
    return [...this.parts.tasks.known()]
      .filter(({ framework, executor }) => framework !== runFramework.id && executor === undefined)
      .map((task) => ({
        frameworkId: task.framework,
        taskId: task.frameworkTask,
        name: task.name,
        account: task.account,
        role: task.role,
        agentId: task.agent,
        share: { resources: task.resources, ports: task.ports },
        status: statusOf(task),
        ended: isOver(task),
        labels: task.labels,
      }));
  }

  roles(): readonly RoleRecord[] {
    const withPorts = [...this.parts.tasks.all()].filter(({ ports }) => ports.length > 0);
    return this.parts.roles.known().map((path) => {
      const { weight, guarantee, limit } = this.parts.roles.view(path);
      const ports = portsOf(withPorts.filter(({ role }) => role === path || role.startsWith(`${path}/`)));
      return { path, weight, guarantee, limit, held: { resources: this.parts.holdings.inRole(path).resources, ports } };
    });
  }

  /** A place that the allocator found for what a framework wants. */
  placed(placed: Placed): void {
    this.offering.offer(placed);
  }

  wants(demand: string): boolean {
    return isWant(demand);
  }

  check(agentId: string): void {
    this.offering.check(agentId);
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
    return this.#ids.get(`${framework} ${task}`);
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
    return this.#completed.add(stored, (id) => [...this.parts.tasks.known()].some(({ framework }) => framework === id));
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

  #remember(task: TaskRecord): void {
    if (task.framework !== runFramework.id) this.#ids.set(`${task.framework} ${task.frameworkTask}`, task.id);
  }

  #changed(task: TaskRecord): void {
    if (task.framework === runFramework.id) return;
    this.#remember(task);
    if (isOver(task) && task.updates.length === 0) {
      this.#ids.delete(`${task.framework} ${task.frameworkTask}`);
      this.updates.forget(task.id);
    } else if (this.#live.get(task.framework)?.sink) this.updates.next(task);
    if (task.agent !== null) this.offering.check(task.agent);
  }

  #known(id: string): TaskRecord | undefined {
    return this.parts.tasks.get(id) ?? [...this.parts.tasks.known()].find((task) => task.id === id);
  }

  #tasksOf(id: string): TaskRecord[] {
    return [...this.parts.tasks.known()].filter(({ framework }) => framework === id);
  }

  /** The executor of a command has the name of its task. */
  #commandTask(framework: string, agentId: string, taskId: string): string | undefined {
    const id = this.idOf(framework, taskId);
    const task = id === undefined ? undefined : this.parts.tasks.get(id);
    return task?.agent === agentId && task.executed === undefined ? id : undefined;
  }

  async #kill(framework: LiveFramework, taskId: string, agentId: string | null, graceMs: number | null) {
    const id = this.idOf(framework.record.id, taskId);
    const task = id === undefined ? undefined : this.parts.tasks.get(id);
    if (task === undefined) return this.#reconcile(framework, [{ taskId, ...(agentId === null ? {} : { agentId }) }]);
    if (agentId !== null && task.agent !== agentId) return;
    await endTask(this.parts, task.id, { by: 'framework', graceSeconds: graceMs === null ? null : graceMs / 1000 });
  }

  async #acknowledge(framework: LiveFramework, taskId: string, uuid: string): Promise<void> {
    const id = this.idOf(framework.record.id, taskId);
    if (id === undefined) return;
    await this.parts.tasks.change(id, (task) =>
      task.updates[0]?.uuid === uuid ? { ...task, updates: task.updates.slice(1) } : undefined,
    );
  }

  #reconcile(framework: LiveFramework, asked: readonly { readonly taskId: string; readonly agentId?: string }[]): void {
    const all = this.#tasksOf(framework.record.id).filter(({ executor }) => executor === undefined);
    if (asked.length === 0) {
      for (const task of all) if (!isOver(task)) framework.sink?.update(statusOf(task));
      return;
    }
    const byId = new Map(all.map((task) => [task.frameworkTask, task]));
    for (const { taskId, agentId } of asked) {
      const task = byId.get(taskId);
      const aware = framework.record.capabilities.includes('PARTITION_AWARE');
      const agent = agentId === undefined ? undefined : this.parts.agents.get(agentId);
      const gone = agent === undefined ? 'TASK_UNKNOWN' : 'TASK_GONE';
      framework.sink?.update(
        task === undefined
          ? {
              taskId,
              frameworkId: framework.record.id,
              agentId: agentId ?? null,
              state: aware ? gone : 'TASK_LOST',
              uuid: null,
              source: 'master',
              reason: 'REASON_RECONCILIATION',
              message:
                agent === undefined
                  ? 'Reconciliation: Task is unknown'
                  : 'Reconciliation: Task is unknown to the agent',
              timestamp: this.parts.foundation.clock.now(),
            }
          : statusOf(task),
      );
    }
  }
}

function told(
  { record, registeredAt, reregisteredAt, endedAt }: StoredFramework,
  state: KnownFramework['state'],
): KnownFramework {
  return { ...record, state, builtIn: false, registeredAt, reregisteredAt, endedAt };
}

/** One of the platform's own: nobody subscribes as it, and nobody ends it. */
function builtInFramework(id: string): KnownFramework {
  return {
    ...{ id, name: id, account: '', roles: [], suppressedRoles: [], capabilities: [], labels: [] },
    ...{ failoverTimeoutMs: 0, hostname: '', webUiUrl: '', state: 'connected', builtIn: true },
    ...{ registeredAt: 0, reregisteredAt: null, endedAt: null },
  };
}

/** Its tasks go on when the workspace that it ran in is over. */
function stays({ labels }: FrameworkRecord): boolean {
  return labels.some(({ key, value }) => key === 'stay' && value === 'true');
}

function lookOfCompleted({ record, registeredAt, endedAt }: StoredFramework): FrameworkLook {
  return {
    ...{ record, state: 'completed', registeredAt, connectedAt: null, disconnectedAt: endedAt, endsAt: null },
    ...{ silent: false, suppressed: false, offers: [], demands: new Set() },
  };
}

function portsOf(tasks: Iterable<TaskRecord>): Ranges {
  return tidy([...tasks].flatMap(({ ports }) => ports));
}
