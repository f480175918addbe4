import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from '../platform/client.ts';
import { freePort } from '../platform/start-platform.ts';

const run = promisify(execFile);
const fetchMilliseconds = 240_000;
const readyMilliseconds = 60_000;
const endMilliseconds = 10_000;

/** A `jupyter server` from PyPI on this machine, whose kernels run in a workspace of the platform. */
export class GatewayClient {
  /** Its own REST, below /user/<account> as in the platform, so that the same test code drives both. */
  readonly client: Client;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(client: Client, process: ChildProcess, folder: string) {
    this.client = client;
    this.#process = process;
    this.#folder = folder;
  }

  /** Kernels of the account, reached with its token. */
  static async start(platformUrl: string, account: string, platformToken: string): Promise<GatewayClient> {
    const program = await jupyterServerProgram();
    const folder = await mkdtemp(join(tmpdir(), 'gateway-client-'));
    const [port, token] = [await freePort(), randomBytes(16).toString('hex')];
    const child = spawn(
      program,
      [
        `--gateway-url=${platformUrl}/user/${account}`,
        `--GatewayClient.auth_token=${platformToken}`,
        `--ServerApp.base_url=/user/${account}/`,
        `--ServerApp.root_dir=${folder}`,
        '--ServerApp.ip=127.0.0.1',
        `--ServerApp.port=${port}`,
        '--ServerApp.port_retries=0',
        `--IdentityProvider.token=${token}`,
        '--allow-root',
        '--no-browser',
      ],
      { cwd: folder, env: { PATH: process.env.PATH, HOME: folder }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    child.stderr.on('data', (text) => {
      said = (said + text).slice(-10_000);
    });
    const server = new GatewayClient(Object.assign(new Client(`http://127.0.0.1:${port}`), { token }), child, folder);
    const end = performance.now() + readyMilliseconds;
    for (;;) {
      const answer = await server.client.get(`/user/${account}/api/status`).catch(() => undefined);
      if (answer?.status === 200) return server;
      if (performance.now() > end || child.exitCode !== null) {
        await server.stop();
        throw new Error(`jupyter server did not start:\n${said}`);
      }
      await delay(200);
    }
  }

  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode === null && signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await Promise.race([gone, delay(endMilliseconds, undefined, { ref: false })]);
      this.#process.kill('SIGKILL');
      await gone;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Fetched once for a machine and user, into a Python environment of its own. */
async function jupyterServerProgram(): Promise<string> {
  const folder = join(tmpdir(), `stoa-test-jupyter-server-${process.getuid?.() ?? 0}`);
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    await rm(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder], { timeout: fetchMilliseconds });
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', 'jupyter_server'], { timeout: fetchMilliseconds });
    await writeFile(complete, '');
  }
  return join(folder, 'bin', 'jupyter-server');
}
