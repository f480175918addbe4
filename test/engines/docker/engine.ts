import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineClient } from '../../../src/sandbox/docker/engine-client.ts';

/** A Docker engine of our own, with nothing but this machine's busybox in its images. */
export interface Engine {
  socketPath: string;
  ask: ReturnType<typeof engineClient>['ask'];
  /** Ends it, and with it its containers. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP makes it hang, SIGCONT go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Its id. */
  addImage(name: string, changes?: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

const patienceMs = 30_000;

export async function dockerEngine(more: readonly string[] = []): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-docker-'));
  const socketPath = join(folder, 'docker.sock');
  const client = engineClient(socketPath);
  let child: ChildProcess | undefined;
  const engine: Engine = {
    socketPath,
    ask: client.ask,
    async start() {
      const own = { 'data-root': 'data', 'exec-root': 'exec', pidfile: 'pid' };
      const places = Object.entries(own).map(([name, path]) => `--${name}=${join(folder, path)}`);
      const without = ['--iptables=false', '--bridge=none', '--ip-forward=false', '--ip-masq=false'];
      const args = [...places, `--host=unix://${socketPath}`, ...without, ...more];
      child = spawn('dockerd', args, { stdio: 'ignore', cwd: '/' });
      child.once('error', () => {});
      const deadline = performance.now() + patienceMs;
      while (!(await answers(client))) {
        if (performance.now() > deadline) throw new Error('dockerd does not start');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    signal: (signal) => void child?.kill(signal),
    async stop() {
      const gone = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGTERM');
      await gone;
    },
    async addImage(name, changes = []) {
      const [repo = '', tag = 'latest'] = name.split(':');
      const query = new URLSearchParams({ fromSrc: '-', repo, tag });
      for (const change of changes) query.append('changes', change);
      return (await post(socketPath, `/images/create?${query}`, busyboxTar(folder))).trim();
    },
    async remove() {
      if (child?.exitCode === null) await engine.stop();
      for (const mount of mountsBelow(folder)) execFileSync('umount', ['-l', mount]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await engine.start();
  return engine;
}

/** Why these tests cannot run here; undefined when they can. */
export function whyNoEngine(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  if (!existsSync('/usr/sbin/dockerd')) return 'needs dockerd (Debian: docker.io)';
  return existsSync('/bin/busybox') ? undefined : 'needs /bin/busybox (Debian: busybox-static)';
}

const answers = ({ ask }: Pick<Engine, 'ask'>) =>
  ask('GET', '/_ping').then(
    ({ status }) => status === 200,
    () => false,
  );

function busyboxTar(folder: string): Buffer {
  const root = mkdtempSync(join(folder, 'image-'));
  for (const name of ['bin', 'tmp', 'etc']) mkdirSync(join(root, name));
  cpSync('/bin/busybox', join(root, 'bin/busybox'), { dereference: true });
  const names = execFileSync('/bin/busybox', ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  for (const name of names) if (name !== 'busybox') symlinkSync('busybox', join(root, 'bin', name));
  return execFileSync('tar', ['-C', root, '-c', '.'], { maxBuffer: 2 ** 26 });
}

function post(socketPath: string, path: string, body: Buffer): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { 'content-type': 'application/x-tar', 'content-length': body.length };
  request({ socketPath, method: 'POST', path, headers, host: 'docker' }, async (response) => {
    let text = '';
    for await (const part of response) text += part;
    if (response.statusCode === 200) resolve(text);
    else reject(new Error(text));
  })
    .once('error', reject)
    .end(body);
  return promise;
}

const mountsBelow = (folder: string): string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => path.startsWith(`${folder}/`))
    .toReversed();
