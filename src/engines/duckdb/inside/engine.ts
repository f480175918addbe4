import type { EngineErrorCode, EngineStatus, KernelStatus, OpenKernel } from '../protocol.ts';
import { Database } from './database.ts';
import type { KernelHolder } from './engine-parts.ts';
import { Kernel } from './kernel.ts';
import { loadDuckDB } from './load-duckdb.ts';
import { ResultStore } from './results/store.ts';
import type { EngineSettings } from './settings.ts';

export class EngineError extends Error {
  readonly code: EngineErrorCode;
  constructor(code: EngineErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The SQL kernels of a workspace, in one process, because a DuckDB file has one writing process. */
export class Engine implements KernelHolder {
  readonly settings: EngineSettings;
  readonly database: Database;
  readonly results: ResultStore;
  readonly #kernels = new Map<string, Kernel>();
  readonly #opening = new Map<string, Promise<Kernel>>();
  #onClosed: (id: string) => void = () => undefined;

  constructor(settings: EngineSettings) {
    this.settings = settings;
    this.database = new Database(settings);
    this.results = new ResultStore(settings);
  }

  whenKernelCloses(tell: (id: string) => void): void {
    this.#onClosed = tell;
  }

  async open(order: OpenKernel): Promise<KernelStatus> {
    const there = this.#kernels.get(order.id) ?? (await this.#opening.get(order.id));
    if (there) {
      if (there.status.connectionFile === order.connectionFile) return there.status;
      throw new EngineError('kernel-id-taken', `Kernel ${order.id} is open with another connection file.`);
    }
    const kernel = new Kernel(this, order);
    const opening = kernel.open().then(() => kernel);
    this.#opening.set(order.id, opening);
    try {
      await opening;
      this.#kernels.set(order.id, kernel);
      return kernel.status;
    } finally {
      this.#opening.delete(order.id);
    }
  }

  kernel(id: string): Kernel {
    const kernel = this.#kernels.get(id);
    if (!kernel) throw new EngineError('kernel-not-found', `There is no SQL kernel ${id}.`);
    return kernel;
  }

  list(): KernelStatus[] {
    return [...this.#kernels.values()].map((kernel) => kernel.status);
  }

  async close(id: string): Promise<void> {
    const kernel = this.kernel(id);
    this.#kernels.delete(id);
    await kernel.close();
    this.#onClosed(id);
  }

  status(): EngineStatus {
    const problem = this.database.problem;
    return {
      pid: process.pid,
      memoryBytes: process.memoryUsage.rss(),
      memoryLimitBytes: this.settings.memoryBytes,
      threads: this.settings.threads,
      database: this.database.state,
      ...(problem === undefined ? {} : { databaseProblem: problem }),
      kernels: this.list(),
      running: [...this.#kernels.values()].flatMap((kernel) => kernel.runningQuery ?? []),
    };
  }

  async duckdbVersion(): Promise<string> {
    return (await loadDuckDB()).version().replace(/^v/, '');
  }

  async stop(): Promise<void> {
    await Promise.allSettled([...this.#kernels.keys()].map((id) => this.close(id)));
    await this.results.tidy().catch(() => undefined);
    await this.database.close();
  }
}
