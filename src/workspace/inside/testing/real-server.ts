import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import WebSocket from 'ws';

/** A Python environment with ipykernel for tests, made once: `python3 -m venv`, then pip. */
export const testPython = process.env.STOA_TEST_PYTHON ?? join(tmpdir(), 'stoa-test-python');

/** Why tests that need Python cannot run, or null. */
export function noPython(): string | null {
  const kernel = existsSync(join(testPython, 'bin/ipython'));
  return kernel ? null : `no Python environment with ipykernel at ${testPython} (STOA_TEST_PYTHON)`;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads the parts it checks
  json: any;
}

let bundle: Promise<string> | null = null;

/** The server as it is shipped: one file, built once for each test run. */
export function bundledServer(): Promise<string> {
  bundle ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stoa-workspace-bundle-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    const outfile = join(folder, 'inside/workspace.js');
    const root = join(import.meta.dirname, '../../../..');
    const duckdb = join(root, 'src/engines/duckdb/inside');
    await build({
      entryPoints: [
        { in: join(import.meta.dirname, '../main.ts'), out: 'workspace' },
        { in: join(duckdb, 'main.ts'), out: 'sql-kernel' },
        { in: join(duckdb, 'reader/main.ts'), out: 'sql-reader' },
      ],
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      outdir: join(folder, 'inside'),
      external: ['@lydell/node-pty', '@duckdb/*'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'silent',
    });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'samples'));
    writeFileSync(join(folder, 'samples/flights-3m.parquet'), '');
    mkdirSync(join(folder, 'python'));
    for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.py') || !path.includes('inside/')) continue;
      symlinkSync(join(root, 'src', path), join(folder, 'python', path.split('/').pop() ?? ''));
    }
    return outfile;
  })();
  return bundle;
}

/** A workspace server in a process of its own, with its own home, on a unix socket. */
export class RealServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'stoa-ws-'));
  readonly home = join(this.folder, 'home');
  readonly runtime = join(this.folder, 'run');
  readonly socket = join(this.folder, 's.sock');
  readonly base = '/user/ada';
  env: Record<string, string> = {};
  child: ChildProcess | null = null;
  /** The SQL engine beside it, when the test wants one. */
  engine: ChildProcess | null = null;
  log = '';

  async start(): Promise<void> {
    const script = await bundledServer();
    mkdirSync(this.home, { recursive: true, mode: 0o700 });
    // As the platform marks the shared environment when it is whole.
    if (noPython() === null) writeFileSync(join(testPython, 'complete'), '');
    const child = this.#spawn(script, { STOA_LISTEN: this.socket });
    this.child = child;
    for (let tries = 0; tries < 500; tries++) {
      const up = await this.get('/api').catch(() => null);
      if (up?.status === 200) return;
      if (child.exitCode !== null) break;
      await sleep(10);
    }
    throw new Error(`the workspace server did not start: ${this.log}`);
  }

  /** Starts the SQL engine, as the sandbox's launcher does beside the server. */
  async startEngine(): Promise<void> {
    const script = await bundledServer();
    mkdirSync(this.runtime, { recursive: true, mode: 0o700 });
    this.engine = this.#spawn(join(script, '../sql-kernel.js'), {});
  }

  #spawn(script: string, env: Record<string, string>): ChildProcess {
    const child = spawn(process.execPath, [script], {
      cwd: this.home,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: this.home,
        STOA_ACCOUNT: 'ada',
        STOA_RUNTIME: this.runtime,
        STOA_RELEASE: join(script, '../..'),
        STOA_PYTHON: testPython,
        LANG: 'C.UTF-8',
        ...env,
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (chunk: Buffer): void => {
      this.log += chunk.toString();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    return child;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.child;
    this.child = null;
    if (child === null || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  /** Ends the server and every kernel that it left. */
  async dispose(): Promise<void> {
    await this.kill('SIGTERM');
    this.engine?.kill('SIGKILL');
    const kernels = join(this.runtime, 'kernels');
    for (const file of existsSync(kernels) ? readdirSync(kernels) : []) {
      if (!/^[0-9a-f-]{36}\.json$/.test(file)) continue;
      const pid = /"pid":(\d+)/.exec(readFileSync(join(kernels, file), 'utf8'))?.[1];
      try {
        if (pid !== undefined) process.kill(-Number(pid), 'SIGKILL');
      } catch {
        // It is gone already.
      }
    }
    await sleep(50);
    rmSync(this.folder, { recursive: true, force: true });
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { socketPath: this.socket, method, path: this.base + path, agent: false, headers },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const isJson = incoming.headers['content-type']?.includes('json') === true && text !== '';
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              text,
              json: isJson ? JSON.parse(text) : null,
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  websocket(path: string, protocols: string[] = []): WebSocket {
    return new WebSocket(`ws+unix://${this.socket}:${this.base}${path}`, protocols);
  }
}
