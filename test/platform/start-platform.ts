import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { compileCache } from './compile-cache.ts';
import { platformEntry } from './entry.ts';
import { linkRelease } from './link-release.ts';
import { plainEnvironment } from './plain-environment.ts';
import { processesWith } from './processes.ts';
import { sharePython } from './share-python.ts';

const root = resolve(import.meta.dirname, '../..');

export interface Platform {
  readonly url: string;
  readonly port: number;
  readonly data: string;
  readonly adminPassword: string;
  /** Lines that the supervisor printed. */
  readonly output: string[];
  readonly supervisor: ChildProcess;
  /** Ctrl-C, and everything that lasts is removed. */
  stop(): Promise<void>;
}

export interface PlatformOptions {
  /** Settings by key, as on the command line. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Run as this user instead of root. */
  readonly uid?: number;
  /** Goes before the command, as root: takes away what a host may forbid. See hosts.ts. */
  readonly host?: readonly string[];
  /** A data folder to go on with; kept at the end. */
  readonly data?: string;
  readonly port?: number;
  /** Start without STOA_ADMIN_PASSWORD, as a person does. */
  readonly oneTimePassword?: boolean;
  /** The platform copies its release, 220 MB, as it does for a person; the others find it there. */
  readonly copiesRelease?: boolean;
}

/** What a run of tests is tried with, as JSON of settings by key: whether they hold with other storage, for one. */
const settingsOfRun: Readonly<Record<string, string>> = JSON.parse(process.env.STOA_TEST_SETTINGS ?? '{}');

const adminPassword = 'a-password-for-the-tests';
const readyMilliseconds = 120_000;

/** One shared folder of engines: Python is prepared once for all tests of a machine and user. */
export function enginesFolder(uid = process.getuid?.() ?? 0): string {
  return join(tmpdir(), `stoa-test-engines-${uid}`);
}

/** Starts the whole platform as a person does, on a free port and an empty data folder. */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const port = options.port ?? (await freePort());
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'stoa-'));
  chmodSync(data, 0o711);
  if (options.uid !== undefined) {
    chownSync(data, options.uid, options.uid);
    sharePython(enginesFolder(), enginesFolder(options.uid), options.uid);
  } else if (options.copiesRelease !== true) linkRelease(data);
  // Uids of their own, so that several platforms on one machine do not see each other's processes as theirs.
  const uids = String(1_000_000 + port * 100);
  const settings = {
    'accounts.first-uid': uids,
    data,
    listen: `localhost:${port}`,
    engines: enginesFolder(options.uid),
    ...options.settings,
    ...settingsOfRun,
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]);
  const node = join(root, 'node_modules/.bin/node');
  const command = [node, platformEntry, 'up', ...flags];
  const becomeUser =
    options.uid === undefined ? [] : ['setpriv', `--reuid=${options.uid}`, `--regid=${options.uid}`, '--clear-groups'];
  const [program = node, ...args] = [...(options.host ?? []), ...becomeUser, ...command];
  const supervisor = spawn(program, args, {
    env: {
      ...plainEnvironment(),
      HOME: data,
      NODE_COMPILE_CACHE: compileCache(options.uid),
      ...(options.oneTimePassword ? {} : { STOA_ADMIN_PASSWORD: adminPassword }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  await new Promise<void>((ready, fail) => {
    const timer = setTimeout(() => {
      supervisor.kill('SIGINT');
      fail(new Error(`not ready in time:\n${output.join('\n')}`));
    }, readyMilliseconds);
    for (const stream of [supervisor.stdout, supervisor.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        output.push(line);
        if (line.includes('Stoa is ready')) {
          clearTimeout(timer);
          setTimeout(ready, 10);
        }
      });
    supervisor.once('exit', (code) => fail(new Error(`ended with ${code}:\n${output.join('\n')}`)));
  });
  return {
    url: `http://localhost:${port}`,
    port,
    data,
    adminPassword,
    output,
    supervisor,
    async stop() {
      await end(supervisor, data);
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess, data: string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  // What makes a host less able may stay in front of the supervisor, and pass no signal on.
  const behind = processesWith(`${platformEntry}\0up\0`).find(
    (pid) => pid !== child.pid && processesWith(`\0${data}\0`).includes(pid),
  );
  if (behind === undefined) child.kill('SIGINT');
  else process.kill(behind, 'SIGINT');
  await gone;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
