import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Agent, type Dispatcher, request } from 'undici';
import { FilesClient } from '../adapters/files-server/files-client.ts';

const entry = fileURLToPath(new URL('../inside/main.ts', import.meta.url));

export interface Account {
  name: string;
  /** Runs as this uid (and gid), which only root can arrange; otherwise as whoever runs the test. */
  uid?: number;
  groups?: number[];
}

/** A temporary machine's worth of tenants' folders: homes and groups, gone at the end. */
export class TestFolders implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'stoa-files-test-'));
  readonly groups = join(this.root, 'groups');

  constructor() {
    chmodSync(this.root, 0o755);
    mkdirSync(this.groups);
  }

  home(account: Account): string {
    const home = join(this.root, 'homes', account.name);
    if (!existsSync(home)) {
      mkdirSync(home, { recursive: true });
      chmodSync(home, 0o700);
      if (account.uid !== undefined) chownSync(home, account.uid, account.uid);
    }
    return home;
  }

  /** As the platform makes it: 2770, its access list by default for what is new in it. */
  group(name: string, gid?: number): string {
    const folder = join(this.groups, name);
    mkdirSync(folder);
    if (gid !== undefined) chownSync(folder, 0, gid);
    chmodSync(folder, 0o2770);
    if (gid !== undefined) execFileSync('setfacl', ['-d', '-m', 'u::rwx,g::rwx,o::---', folder]);
    return folder;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A real files server process on a unix socket, with a client of it. */
export class RunningFilesServer implements AsyncDisposable {
  readonly account: Account;
  readonly folders: TestFolders;
  readonly socket: string;
  readonly client: FilesClient;
  #process: ChildProcess | undefined;
  readonly #agent: Agent;
  readonly #env: Record<string, string>;

  private constructor(folders: TestFolders, account: Account, env: Record<string, string>) {
    this.account = account;
    this.folders = folders;
    this.#env = env;
    const runtime = join(folders.root, `run-${account.name}`);
    mkdirSync(runtime, { recursive: true });
    if (account.uid !== undefined) chownSync(runtime, account.uid, account.uid);
    this.socket = join(runtime, 'files.sock');
    this.client = new FilesClient(account.name, this.socket);
    this.#agent = new Agent({ connect: { socketPath: this.socket } });
  }

  static async start(
    folders: TestFolders,
    account: Account,
    env: Record<string, string> = {},
  ): Promise<RunningFilesServer> {
    const server = new RunningFilesServer(folders, account, env);
    await server.start();
    return server;
  }

  get home(): string {
    return this.folders.home(this.account);
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async start(): Promise<void> {
    rmSync(this.socket, { force: true });
    const { uid, groups = [], name } = this.account;
    const become =
      uid === undefined
        ? []
        : [
            'setpriv',
            `--reuid=${uid}`,
            `--regid=${uid}`,
            ...(groups.length > 0 ? [`--groups=${groups}`] : ['--clear-groups']),
          ];
    const [command = process.execPath, ...args] = [...become, process.execPath, entry];
    this.#process = spawn(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: this.home,
        STOA_ACCOUNT: name,
        STOA_GROUPS: this.folders.groups,
        STOA_RUNTIME: join(this.folders.root, `run-${name}`),
        STOA_LISTEN: this.socket,
        ...this.#env,
      },
    });
    for (let tries = 0; !(await answers(this.socket)); tries++) {
      if (tries > 2000 || this.#process.exitCode !== null) throw new Error('the files server did not start');
      await delay(25);
    }
  }

  /** A request as it is, for what the client would not send. */
  async send(
    method: Dispatcher.HttpMethod,
    address: string,
    given: { headers?: Record<string, string>; body?: string | Uint8Array } = {},
  ): Promise<Dispatcher.ResponseData> {
    const signal = AbortSignal.timeout(10_000);
    return await request(`http://files${address}`, { dispatcher: this.#agent, method, signal, ...given });
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const ending = this.#process;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
    await this.#agent.destroy();
    await this.kill();
  }
}

/** The socket's file is there a moment before anybody listens. */
async function answers(socket: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const connection = connect(socket)
      .once('connect', () => {
        connection.destroy();
        resolve(true);
      })
      .once('error', () => resolve(false));
  });
}

/** Whether this test may become another uid and start the server as it. */
export function canBecome(uid: number): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync(
      'setpriv',
      [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', process.execPath, '--check', entry],
      {
        stdio: 'ignore',
      },
    );
    return true;
  } catch {
    return false;
  }
}
