import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '../platform/client.ts';
import { freePort } from '../platform/start-platform.ts';
import { type Cell, runInNewKernel } from './bench-platform.ts';
import { commandLineOf, descendantsOf } from './memory-of.ts';
import type { Given } from './part.ts';
import { configurableHttpProxy, jupyterHubPrograms } from './peers.ts';

const readyMilliseconds = 60_000;
const startMilliseconds = 120_000;

/** The peer: JupyterHub with its usual proxy, servers as processes of this machine, and no password to check. */
export class JupyterHub implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #client: Client;
  #users = 0;
  #stopped: Promise<void> | undefined;

  private constructor(process: ChildProcess, folder: string, client: Client) {
    this.#process = process;
    this.#folder = folder;
    this.#client = client;
  }

  /** Undefined, and a line that says why, where it cannot be fetched or started. */
  static async startIfPossible({ signal, say }: Given): Promise<JupyterHub | undefined> {
    try {
      return await JupyterHub.#start(signal);
    } catch (failure) {
      signal.throwIfAborted();
      say(`JupyterHub is left out: ${failure instanceof Error ? failure.message : failure}`);
      return undefined;
    }
  }

  static async #start(signal: AbortSignal): Promise<JupyterHub> {
    const [programs, proxy] = [await jupyterHubPrograms(), await configurableHttpProxy()];
    signal.throwIfAborted();
    const folder = await mkdtemp(join(tmpdir(), 'bench-jupyterhub-'));
    const [port, hubPort, proxyPort] = [await freePort(), await freePort(), await freePort()];
    const token = randomBytes(16).toString('hex');
    const config = join(folder, 'jupyterhub_config.py');
    await writeFile(
      config,
      `c.JupyterHub.bind_url = 'http://127.0.0.1:${port}'
c.JupyterHub.hub_bind_url = 'http://127.0.0.1:${hubPort}'
c.ConfigurableHTTPProxy.api_url = 'http://127.0.0.1:${proxyPort}'
c.ConfigurableHTTPProxy.command = ['${process.execPath}', '${proxy}']
c.JupyterHub.authenticator_class = 'dummy'
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = 'simple'
c.SimpleLocalProcessSpawner.home_dir_template = '${folder}/homes/{username}'
c.Spawner.cmd = ['${programs}/jupyterhub-singleuser']
c.Spawner.args = ['--allow-root']
c.Spawner.start_timeout = c.Spawner.http_timeout = ${startMilliseconds / 1000}
c.JupyterHub.concurrent_spawn_limit = 0
c.JupyterHub.services = [{'name': 'bench', 'api_token': '${token}'}]
c.JupyterHub.load_roles = [{'name': 'bench', 'services': ['bench'],
    'scopes': ['admin:users', 'admin:servers', 'access:servers']}]
`,
    );
    const child = spawn(join(programs, 'jupyterhub'), ['--config', config, '--log-level', 'ERROR'], {
      cwd: folder,
      env: { ...process.env, HOME: folder, PATH: `${programs}:${process.env.PATH}` },
      stdio: 'ignore',
    });
    const client = Object.assign(new Client(`http://127.0.0.1:${port}`), { token });
    const hub = new JupyterHub(child, folder, client);
    signal.addEventListener('abort', () => hub[Symbol.asyncDispose]().catch(() => undefined), { once: true });
    try {
      await hub.#untilReady();
      signal.throwIfAborted();
      return hub;
    } catch (failure) {
      await hub[Symbol.asyncDispose]();
      throw failure;
    }
  }

  async #untilReady(): Promise<void> {
    const end = performance.now() + readyMilliseconds;
    while (performance.now() < end && this.#process.exitCode === null) {
      const answer = await this.#client.get('/hub/api/users').catch(() => undefined);
      if (answer?.status === 200) return;
      await delay(100);
    }
    throw new Error(`it was not ready in time (exit code ${this.#process.exitCode})`);
  }

  /** A fresh user's name. */
  async newUser(): Promise<string> {
    const name = `user${++this.#users}`;
    const { status, body } = await this.#client.post(`/hub/api/users/${name}`);
    if (status !== 201) throw new Error(`JupyterHub made no user: ${status} ${JSON.stringify(body)}`);
    return name;
  }

  /** Milliseconds from the click, the server stopped, to the cell's right answer. */
  async clickToResult(name: string, cell: Cell): Promise<number> {
    const begin = performance.now();
    const { status, body } = await this.#client.post(`/hub/api/users/${name}/server`);
    if (status === 202) await this.#until(name, true);
    else if (status !== 201) throw new Error(`JupyterHub started no server: ${status} ${JSON.stringify(body)}`);
    await runInNewKernel(this.#client, name, cell);
    return performance.now() - begin;
  }

  /** To reach the server of a user that was started, as `Client` and `JupyterKernel` do. */
  get client(): Client {
    return this.#client;
  }

  async stopServer(name: string): Promise<void> {
    const { status } = await this.#client.send('DELETE', `/hub/api/users/${name}/server`);
    if (status === 202) await this.#until(name, false);
    else if (status !== 204) throw new Error(`JupyterHub stopped no server: ${status}`);
  }

  async #until(name: string, ready: boolean): Promise<void> {
    const end = performance.now() + startMilliseconds;
    while (performance.now() < end) {
      const { body } = await this.#client.get(`/hub/api/users/${name}`);
      if (body.pending === null && (body.server !== null) === ready) return;
      await delay(50);
    }
    throw new Error(`JupyterHub: the server of ${name} was not ${ready ? 'ready' : 'stopped'} in time`);
  }

  /** Process ids by what they do; `servers` are those of users, kernels left out. */
  processes(): { hub: number[]; proxy: number[]; servers: number[]; kernels: number[] } {
    const children = descendantsOf(this.#pid);
    const named = (text: string) => children.filter((pid) => commandLineOf(pid).includes(text));
    return {
      hub: [this.#pid],
      proxy: named('configurable-http-proxy'),
      servers: named('jupyterhub-singleuser'),
      kernels: named('ipykernel'),
    };
  }

  get #pid(): number {
    if (this.#process.pid === undefined) throw new Error('JupyterHub has not started');
    return this.#process.pid;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** The hub stops its proxy and servers; what is left of them after a while is killed. */
  async #stop(): Promise<void> {
    if (this.#process.pid !== undefined && this.#process.exitCode === null && this.#process.signalCode === null) {
      const started = [...descendantsOf(this.#process.pid), this.#process.pid].map((pid) => ({
        pid,
        command: commandLineOf(pid),
      }));
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await Promise.race([gone, delay(20_000, undefined, { ref: false })]);
      for (const { pid, command } of started)
        if (command !== '' && commandLineOf(pid) === command) process.kill(pid, 'SIGKILL');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
