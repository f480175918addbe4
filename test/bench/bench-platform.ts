import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { untilPythonIsReady } from '../platform/python.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

export interface Tenant {
  readonly name: string;
  readonly client: Client;
  readonly uid: number;
}

/** A cell and what must be in its answer. */
export interface Cell {
  readonly kernel: 'sql' | 'python3';
  readonly code: string;
  readonly answer: string;
}

export const cells = {
  sql: { kernel: 'sql', code: "SELECT count(*) AS flights FROM 'samples/flights.parquet'", answer: '3000000' },
  python: { kernel: 'python3', code: 'print(6 * 7)', answer: '42' },
  pandas: {
    kernel: 'python3',
    code: "import pandas\nprint(len(pandas.read_parquet('samples/flights.parquet')))",
    answer: '3000000',
  },
} as const satisfies Record<string, Cell>;

/** A whole platform with an empty data folder, for one part of the report. */
export class BenchPlatform implements AsyncDisposable {
  readonly platform: Platform;
  readonly hasPython: boolean;
  readonly #admin: Client;
  #tenants = 0;
  #stopped: Promise<void> | undefined;

  private constructor(platform: Platform, admin: Client, hasPython: boolean) {
    this.platform = platform;
    this.#admin = admin;
    this.hasPython = hasPython;
  }

  /** Its end comes with `signal` at the latest, so that whatever waits for an answer of it ends too. */
  static async start(signal: AbortSignal): Promise<BenchPlatform> {
    signal.throwIfAborted();
    const platform = await startPlatform();
    try {
      const admin = await signInAdmin(platform);
      const started = new BenchPlatform(platform, admin, await untilPythonIsReady(admin));
      signal.addEventListener('abort', () => started[Symbol.asyncDispose]().catch(() => undefined), { once: true });
      signal.throwIfAborted();
      return started;
    } catch (failure) {
      await platform.stop();
      throw failure;
    }
  }

  /** A fresh account, signed in. */
  async newTenant(): Promise<Tenant> {
    const name = `tenant${++this.#tenants}`;
    const client = await newPerson(this.#admin, name);
    const { body } = await client.get('/api/session');
    return { name, client, uid: body.account.uid };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#stopped ??= this.platform.stop();
    return this.#stopped;
  }
}

/** Milliseconds from the click, the workspace stopped, to the cell's right answer. */
export async function clickToResult(tenant: Tenant, cell: Cell): Promise<number> {
  const begin = performance.now();
  await startWorkspace(tenant.client, tenant.name);
  await runInNewKernel(tenant.client, tenant.name, cell);
  return performance.now() - begin;
}

export async function stopWorkspace({ client, name }: Tenant): Promise<void> {
  const { status, body } = await client.post(`/api/workspaces/${name}/stop`);
  if (body.state !== 'stopped') throw new Error(`stop of ${name}: ${status} ${JSON.stringify(body)}`);
}

/** The kernel stays, its connection does not. */
export async function runInNewKernel(client: Client, account: string, cell: Cell): Promise<void> {
  const kernel = await JupyterKernel.start(client, account, cell.kernel);
  try {
    await rightAnswer(kernel, cell);
  } finally {
    kernel.close();
  }
}

export async function rightAnswer(kernel: JupyterKernel, { code, answer }: Omit<Cell, 'kernel'>): Promise<void> {
  const { error, text, data } = await kernel.run(code);
  const said = text + JSON.stringify(data);
  if (error !== '' || !said.includes(answer)) throw new Error(`a wrong answer to ${code}: ${error}${said}`);
}
