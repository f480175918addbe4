import { randomUUID } from 'node:crypto';
import type {
  ClusterCore,
  ClusterEvent,
  FrameworkConnection,
  FrameworkRecord,
  FrameworkSink,
  KnownFramework,
  LaunchRequest,
  MesosTaskState,
  Offer,
  Share,
  TaskRecord,
  TaskStatus,
} from '../../framework-port.ts';
import { nothing } from '../../rules/resources.ts';

/** One agent, offered whole to whoever connects; tasks run until they are killed. */
export class SmallCore implements ClusterCore {
  readonly share: Share = {
    resources: { ...nothing, milliCpus: 4000, memory: 8 * 2 ** 30, disk: 2 ** 30 },
    ports: [{ begin: 31_000, end: 31_009 }],
  };
  readonly asked: unknown[] = [];
  readonly sinks = new Map<string, FrameworkSink>();
  readonly #known = new Map<string, KnownFramework>();
  readonly #watchers = new Set<(event: ClusterEvent) => void>();
  readonly #tasks = new Map<string, TaskRecord>();
  #offers = 0;

  async register(record: FrameworkRecord): Promise<void> {
    // Storing takes a while.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const before = this.#known.get(record.id);
    const rest = {
      builtIn: false,
      registeredAt: 1,
      reregisteredAt: null,
      endedAt: null,
      state: 'disconnected',
    } as const;
    this.#known.set(record.id, { ...rest, ...before, ...record });
  }

  connect(id: string, sink: FrameworkSink): FrameworkConnection {
    this.sinks.get(id)?.failedOver();
    this.sinks.set(id, sink);
    this.#set(id, 'connected');
    this.offer(id);
    const ask = (...words: unknown[]) => this.asked.push(words);
    return {
      demand: (wants) => ask('demand', wants),
      accept: async (offerIds, operations, refuseMs) => {
        ask('accept', offerIds, refuseMs);
        for (const one of operations)
          if (one.kind === 'launch') for (const each of one.launches) this.#launch(id, each);
      },
      decline: (offerIds, refuseMs) => ask('decline', offerIds, refuseMs),
      revive: (roles) => ask('revive', roles),
      suppress: (roles) => ask('suppress', roles),
      kill: async (taskId, agentId, graceMs) => {
        ask('kill', taskId, agentId, graceMs);
        if (this.#tasks.has(`${id} ${taskId}`)) this.tell(id, taskId, 'TASK_KILLED');
      },
      acknowledge: async (taskId, agentId, uuid) =>
        void ask('acknowledge', taskId, agentId, Buffer.from(uuid).toString('hex')),
      reconcile: () => {
        for (const { frameworkId, status } of this.#tasks.values())
          if (frameworkId === id)
            sink.update({ ...status, uuid: null, source: 'master', reason: 'REASON_RECONCILIATION' });
      },
      reconcileOperations: (asked) => void ask('reconcileOperations', asked),
      message: (...words) => ask('message', ...words),
      shutdown: async (...words) => void ask('shutdown', ...words),
      close: () => {
        if (this.sinks.get(id) !== sink) return;
        this.sinks.delete(id);
        this.#set(id, 'disconnected');
      },
    };
  }

  readonly executors = {
    all: () => [],
    find: () => undefined,
    connection: () => undefined,
    connect: () => Promise.reject(new Error('there are no executors')),
  };

  async tearDown(id: string): Promise<void> {
    this.#set(id, 'completed');
  }

  watch(hear: (event: ClusterEvent) => void) {
    this.#watchers.add(hear);
    return () => this.#watchers.delete(hear);
  }

  #happened(event: ClusterEvent): void {
    for (const hear of this.#watchers) hear(event);
  }

  workspaceOf(): undefined {
    return undefined;
  }

  find(id: string): KnownFramework | undefined {
    return this.#known.get(id);
  }

  frameworks() {
    return [...this.#known.values()];
  }

  agents() {
    const used = { resources: nothing, ports: [] };
    const attributes = new Map([['zone', 'a']]);
    const state = 'active' as const;
    return [
      {
        ...{ id: 'agent-1', hostname: 'here', state, attributes, total: this.share, used, offered: used },
        ...{ reserved: [], volumes: [], registeredAt: 1, markGone: false },
      },
    ];
  }

  tasks(account: string | null) {
    return [...this.#tasks.values()].filter((task) => account === null || task.account === account);
  }

  roles() {
    const held = { resources: nothing, ports: [] };
    return [{ path: 'everyone/alice', weight: 1, guarantee: {}, limit: {}, held }];
  }

  offer(frameworkId: string): Offer {
    const role = this.#known.get(frameworkId)?.roles[0] ?? '';
    const attributes = new Map([['zone', 'a']]);
    const id = `1-${this.#offers++}`;
    const offer = {
      id,
      frameworkId,
      agentId: 'agent-1',
      hostname: 'here',
      role,
      share: this.share,
      reserved: [],
      volumes: [],
      attributes,
    };
    this.sinks.get(frameworkId)?.offers([offer]);
    return offer;
  }

  tell(frameworkId: string, taskId: string, state: MesosTaskState): void {
    const task = this.#tasks.get(`${frameworkId} ${taskId}`);
    if (task === undefined) return;
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
    const status: TaskStatus = { ...task.status, state, uuid };
    this.#tasks.set(`${frameworkId} ${taskId}`, { ...task, status, ended: !/RUNNING|STAGING|KILLING/.test(state) });
    this.sinks.get(frameworkId)?.update(status);
    this.#happened({ type: 'task-updated', account: task.account, status });
  }

  #launch(frameworkId: string, { taskId, name, agentId, share, labels }: LaunchRequest): void {
    const rest = { uuid: null, source: 'executor', reason: null, message: '', timestamp: 1_500_000_000_250 } as const;
    const status = { taskId, frameworkId, agentId, state: 'TASK_STAGING', ...rest } as const;
    const task = {
      frameworkId,
      taskId,
      name,
      account: 'alice',
      role: 'everyone/alice',
      agentId,
      share,
      status,
      ended: false,
      labels,
    };
    this.#tasks.set(`${frameworkId} ${taskId}`, task);
    this.tell(frameworkId, taskId, 'TASK_RUNNING');
  }

  #set(id: string, state: KnownFramework['state']): void {
    const known = this.#known.get(id);
    if (known === undefined || known.state === 'completed') return;
    const framework = { ...known, state };
    this.#known.set(id, framework);
    const again =
      known.reregisteredAt !== null || known.state === 'connected' ? 'framework-updated' : 'framework-added';
    const type = state === 'completed' ? 'framework-removed' : again;
    this.#happened({ type, framework, held: { resources: nothing, ports: [] } });
  }
}
