import type {
  AgentPort,
  AgentResources,
  LimitReport,
  ProbeReport,
  TaskEvent,
  TaskSpec,
  TaskState,
} from '../../src/sandbox/index.ts';

/** An agent with as much room as is wanted, whose tasks run at once and end when they are told to: it costs nothing itself. */
export class SimulatedAgent implements AgentPort {
  readonly #tasks = new Map<string, TaskState>();
  readonly #milliCpus: number;
  #events: TaskEvent[] = [];
  #wake: () => void = () => undefined;
  #lastEvent = 0;
  /** Orders for a task that was there before. */
  twice = 0;
  /** How often somebody began to follow it. */
  followed = 0;

  constructor(milliCpus: number) {
    this.#milliCpus = milliCpus;
  }

  async launch(spec: TaskSpec): Promise<TaskState> {
    const known = this.#tasks.get(spec.id);
    if (known === undefined) return this.runs(spec.id, spec.tenant.name);
    this.twice++;
    return known;
  }

  /** The task is there, from before or from now on. */
  runs(id: string, tenant: string): TaskState {
    const now = Date.now();
    const state: TaskState = {
      ...{ id, kind: 'task', tenant, phase: 'running', since: now, createdAt: now, startedAt: now },
      ...{ oomKills: 0, homeClosed: false, sockets: {}, eventId: ++this.#lastEvent, network: 'none' },
    };
    this.#tasks.set(id, state);
    return state;
  }

  /** Each of its tasks ends by itself, with this exit code. */
  endAll(exitCode: number): void {
    for (const task of this.#tasks.values()) {
      const at = Date.now();
      const ended = { phase: 'ended', reason: 'completed', exitCode } as const;
      this.#tasks.set(task.id, { ...task, ...ended, since: at, endedAt: at });
      const { id: taskId, tenant, kind } = task;
      this.#events.push({ id: ++this.#lastEvent, taskId, tenant, kind, at, detail: '', ...ended });
    }
    this.#wake();
  }

  async *events(_sinceId: number, signal: AbortSignal): AsyncGenerator<TaskEvent> {
    this.followed++;
    signal.addEventListener('abort', () => this.#wake(), { once: true });
    while (!signal.aborted) {
      const told = this.#events;
      this.#events = [];
      yield* told;
      if (this.#events.length > 0) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async list(): Promise<TaskState[]> {
    return [...this.#tasks.values()];
  }

  async forget(id: string): Promise<boolean> {
    return this.#tasks.delete(id);
  }

  async state(id: string): Promise<TaskState | undefined> {
    return this.#tasks.get(id);
  }

  async stop(id: string): Promise<TaskState | undefined> {
    return this.#tasks.get(id);
  }

  async resources(): Promise<AgentResources> {
    const resources = { milliCpus: this.#milliCpus, memory: 2 ** 50, disk: 2 ** 50, inodes: 2 ** 40, bandwidth: 0 };
    const enforced = { milliCpus: limit, memory: limit, disk: limit, inodes: limit, bandwidth: limit };
    return { resources, ports: [], attributes: {}, rung: 1, enforced };
  }

  async probe(): Promise<ProbeReport> {
    return {
      ...{ rung: 1, rungName: 'simulated', above: [], severalAccounts: true, at: 0 },
      host: { kernel: '', bubblewrap: '', cpus: this.#milliCpus / 1000, memoryBytes: 2 ** 50 },
      limits: {
        ...{ 'files-private': limit, 'processes-private': limit, 'network-private': limit, 'system-calls': limit },
        ...{ memory: limit, cpu: limit, processes: limit, 'disk-bytes': limit, 'disk-files': limit },
        ...{ bandwidth: limit, internet: limit },
      },
    };
  }

  samples = async () => ({});
  usage = async () => undefined;
  log = async () => '';
  readLog = async () => undefined;
  resize = async () => true;
  listWork = async () => undefined;
  readWork = async () => undefined;
  async *followLog() {}
  signalProcess = async () => false;
  ensureGroup = async () => undefined;
  ensureHome = async () => undefined;
  async removeVolume() {}

  releaseHome = async () => true;
}

const limit: LimitReport = { enforced: 'yes', how: 'simulated', why: '' };
