import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KernelStep } from '../../protocol/document.ts';
import type { Environment } from '../environment.ts';
import { childEnvironment, type Shared } from './child-environment.ts';
import { newConnection, readConnection, writeConnection } from './connection-file.ts';
import { EngineHost } from './engine-host.ts';
import { type Execution, Kernel, type KernelRecord } from './kernel.ts';
import type { KernelHost } from './kernel-host.ts';
import { findKernels, type InstalledKernel, transportFor } from './kernelspecs.ts';
import { LastUsed } from './last-used.ts';
import { type Command, ProcessHost } from './process-host.ts';
import { ensurePythonEnvironment, whenPrepared } from './python-environment.ts';
import { SparePython } from './spare-python.ts';
import { isObject } from './wire.ts';

export class KernelNotFound extends Error {
  override name = 'KernelNotFound';
}

export interface NewKernel {
  name: string;
  /** Absolute folder that it starts in. */
  cwd: string;
  /** Key of the notebook; empty for a kernel without one. */
  notebook: string;
  env?: Record<string, string>;
}

/** The cells that a former server was running in one kernel; null: the kernel has ended too. */
export interface Interrupted {
  kernel: Kernel | null;
  name: string;
  executions: Execution[];
}

/** Every kernel of the workspace; each has a small file in the runtime folder, from which a later server adopts it. */
export class Kernels {
  readonly #environment: Environment;
  readonly #shared: Shared;
  readonly #folder: string;
  readonly #kernels = new Map<string, Kernel>();
  readonly #spare = new SparePython();
  readonly #lastUsed: LastUsed;

  constructor(environment: Environment, shared: Shared) {
    this.#environment = environment;
    this.#shared = shared;
    this.#folder = join(environment.runtime, 'kernels');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#lastUsed = new LastUsed(environment.stoa);
  }

  /** Begins what the first cell will probably wait for; not after a restart of the server, which finds kernels. */
  async expectAsLastTime(): Promise<void> {
    if (this.#lastUsed.has('python3') && readdirSync(this.#folder).length === 0) await this.warmPython();
  }

  /** Finds the kernels that a former server left. Answers the cells that were running in them. */
  async adopt(): Promise<Interrupted[]> {
    const interrupted: Interrupted[] = [];
    const files = readdirSync(this.#folder).filter((name) => /^[0-9a-f-]{36}\.json$/.test(name));
    if (files.length === 0) return interrupted;
    const specs = await this.specs();
    for (const file of files) {
      const record = readRecord(join(this.#folder, file));
      const spec = specs.find(({ name }) => name === record?.name);
      if (record === null || spec === undefined) continue;
      const executions = record.executions;
      const kernel = await this.#make(record, spec).catch(() => null);
      const alive = kernel !== null && (await kernel.adopt().catch(() => false));
      if (!alive) {
        this.#forget(record.id);
        interrupted.push({ kernel: null, name: record.name, executions });
        continue;
      }
      this.#kernels.set(record.id, kernel);
      interrupted.push({ kernel, name: record.name, executions });
    }
    return interrupted;
  }

  specs(): Promise<InstalledKernel[]> {
    return findKernels(this.#environment);
  }

  list(): Kernel[] {
    return [...this.#kernels.values()];
  }

  get(id: string): Kernel | null {
    return this.#kernels.get(id) ?? null;
  }

  /** A new kernel, not started yet. Throws KernelNotFound. */
  async create(wanted: NewKernel): Promise<Kernel> {
    const spec = (await this.specs()).find(({ name }) => name === wanted.name.toLowerCase());
    if (spec === undefined) throw new KernelNotFound(`There is no kernel called "${wanted.name}" here.`);
    const id = randomUUID();
    const connectionFile = join(this.#folder, `kernel-${id}.json`);
    const prefix = join(this.#folder, id.slice(0, 8));
    await writeConnection(connectionFile, await newConnection(transportFor(spec), prefix, spec.name));
    const record: KernelRecord = {
      id,
      name: spec.name,
      cwd: wanted.cwd,
      notebook: wanted.notebook === '' ? id : wanted.notebook,
      connectionFile,
      process: null,
      startedAt: new Date().toISOString(),
      executions: [],
    };
    const kernel = await this.#make(record, spec, wanted.env);
    this.#kernels.set(id, kernel);
    this.#lastUsed.add(spec.name);
    return kernel;
  }

  async remove(id: string): Promise<void> {
    const kernel = this.#kernels.get(id);
    if (kernel === undefined) return;
    this.#kernels.delete(id);
    await kernel.shutdown();
    this.#forget(id);
  }

  async #make(record: KernelRecord, spec: InstalledKernel, env: Record<string, string> = {}): Promise<Kernel> {
    const connection = await readConnection(record.connectionFile);
    const kernel = new Kernel(record, spec, this.#hostOf(record, spec, env), connection, (changed) =>
      this.#save(changed),
    );
    return kernel;
  }

  #hostOf(record: KernelRecord, spec: InstalledKernel, env: Record<string, string>): KernelHost {
    if (spec.kind === 'sql') {
      const { id, connectionFile, cwd, notebook } = record;
      return new EngineHost(join(this.#environment.runtime, 'sql.sock'), { id, connectionFile, cwd, notebook });
    }
    const log = join(this.#folder, `${record.id}.log`);
    const cwd = existsSync(record.cwd) ? record.cwd : this.#environment.home;
    const common = { STOA_NOTEBOOK: record.notebook, ...spec.env, ...env };
    if (spec.kind === 'python') {
      const prepare = async (step: (what: KernelStep) => void): Promise<Command> => {
        const command = await this.#pythonCommand(cwd, common, step);
        return { ...command, argv: [...command.argv, '-f', record.connectionFile, ...this.#extension()] };
      };
      return new ProcessHost(prepare, log, 'signal', (command, file) => this.#spare.take(command, file));
    }
    const argv = spec.argv.map((argument) => argument.replaceAll('{connection_file}', record.connectionFile));
    const command = { argv, cwd, env: childEnvironment(this.#environment, this.#shared, common) };
    return new ProcessHost(() => Promise.resolve(command), log, spec.interruptMode);
  }

  /** Prepares for a Python kernel that will probably be wanted soon. */
  async warmPython(): Promise<void> {
    if (this.#environment.python === '') return;
    const command = await this.#pythonCommand(this.#environment.home, {}, () => undefined);
    this.#spare.warm(command, this.#lastUsed.packages);
  }

  /** `python stoa_ipykernel.py`, to which the kernel's own arguments are added. */
  async #pythonCommand(cwd: string, env: Record<string, string>, step: (what: KernelStep) => void): Promise<Command> {
    await whenPrepared(this.#environment, step);
    step('environment');
    const root = await ensurePythonEnvironment(this.#environment);
    step('starting');
    const path = [this.#library, process.env.PYTHONPATH ?? ''].filter((part) => part !== '').join(':');
    return {
      argv: [join(root, 'bin/python'), join(this.#library, 'stoa_ipykernel.py')],
      cwd,
      env: childEnvironment(this.#environment, this.#shared, {
        MPLBACKEND: 'module://matplotlib_inline.backend_inline',
        ...(path === '' ? {} : { PYTHONPATH: path }),
        ...env,
      }),
    };
  }

  /** SQL results as data frames, where the release has it. */
  #extension(): string[] {
    return existsSync(join(this.#library, 'stoa_ipython.py')) ? ['--ext', 'stoa_ipython'] : [];
  }

  get #library(): string {
    return join(this.#environment.release, 'python');
  }

  #save(record: KernelRecord): void {
    const path = join(this.#folder, `${record.id}.json`);
    // A kernel that was removed has no file any more, and gets none.
    if (!this.#kernels.has(record.id)) return;
    writeFileSync(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  #forget(id: string): void {
    const prefix = join(this.#folder, id.slice(0, 8));
    const sockets = [1, 2, 3, 4, 5].map((port) => `${prefix}-${port}`);
    const own = [`${id}.json`, `${id}.log`, `kernel-${id}.json`].map((name) => join(this.#folder, name));
    for (const path of [...own, ...sockets]) rmSync(path, { force: true });
  }
}

function readRecord(path: string): KernelRecord | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isObject(value) || typeof value.id !== 'string' || typeof value.name !== 'string') return null;
    const text = (field: unknown): string => (typeof field === 'string' ? field : '');
    const { process: identity } = value;
    return {
      id: value.id,
      name: value.name,
      cwd: text(value.cwd),
      notebook: text(value.notebook),
      connectionFile: text(value.connectionFile),
      process:
        isObject(identity) && typeof identity.pid === 'number'
          ? { pid: identity.pid, startTicks: text(identity.startTicks) }
          : null,
      startedAt: text(value.startedAt),
      executions: readExecutions(value.executions),
    };
  } catch {
    return null;
  }
}

function readExecutions(value: unknown): Execution[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((entry) => ({
    messageId: String(entry.messageId),
    path: String(entry.path),
    cellId: String(entry.cellId),
    startedAt: String(entry.startedAt),
  }));
}
