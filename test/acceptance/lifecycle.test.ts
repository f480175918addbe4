import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { newPerson, signIn, signInAdmin, startWorkspace } from '../platform/client.ts';
import { compileCache } from '../platform/compile-cache.ts';
import { platformEntry } from '../platform/entry.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { linkRelease } from '../platform/link-release.ts';
import { plainEnvironment } from '../platform/plain-environment.ts';
import { processesOf, processesWith } from '../platform/processes.ts';
import { enginesFolder, freePort, startPlatform } from '../platform/start-platform.ts';

/** Starts that are broken off, hosts that are not ready for it, and a machine that was switched off. */

const root = resolve(import.meta.dirname, '../..');
const isRoot = process.getuid?.() === 0;
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(name = 'stoa-life-'): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  chmodSync(folder, 0o711);
  folders.push(folder);
  return folder;
}

interface Start {
  child: ChildProcess;
  said(): string;
  code: Promise<number | null>;
}

/** As a person starts it, without a password of ours. */
function start(data: string, port: number, engines = enginesFolder()): Start {
  const flags = ['--data', data, '--listen', `localhost:${port}`, '--engines', engines];
  const child = spawn(join(root, 'node_modules/.bin/node'), [platformEntry, 'up', ...flags], {
    env: { ...plainEnvironment(), HOME: newFolder(), NODE_COMPILE_CACHE: compileCache(undefined) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  return { child, said: () => said, code: new Promise((over) => child.once('exit', over)) };
}

const ofPlatform = (data: string) => () => processesWith(`\0${data}\0`);
const after = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
const passwordIn = (text: string) => /Password:\s+(\S+)/.exec(text)?.[1] ?? '';

/** The next start is as good as a first one: it tells a password, and that one works. */
async function startsWhole(data: string, port: number): Promise<void> {
  const next = start(data, port);
  await expect.poll(next.said, { timeout: 60_000, interval: 50 }).toMatch(/Ctrl-C stops it/);
  const password = passwordIn(next.said());
  expect(password, next.said()).not.toBe('');
  const platform = { url: `http://localhost:${port}` };
  const admin = await signIn(platform, 'admin', password);
  expect((await admin.get('/api/session')).body.mustChangePassword).toBe(true);
  expect(readdirSync(join(data, 'releases')).filter((name) => /\.\d+$/.test(name))).toEqual([]);
  next.child.kill('SIGINT');
  expect(await next.code).toBe(0);
  expect(ofPlatform(data)()).toEqual([]);
}

test.each(['SIGINT', 'SIGKILL'] as const)(
  'a first start broken off by %s at any moment leaves nothing running, and the next start is whole',
  { timeout: 240_000 },
  async (signal) => {
    for (const moment of [150, 900, 2500]) {
      const data = newFolder();
      const port = await freePort();
      const first = start(data, port);
      await after(moment);
      first.child.kill(signal);
      await first.code;
      await expect.poll(ofPlatform(data), { timeout: 15_000 }).toEqual([]);
      await startsWhole(data, port);
    }
  },
);

test('a start right after a SIGKILL, and a killed start whose password was made but not yet told, are whole', async () => {
  const data = newFolder();
  const port = await freePort();
  const first = start(data, port);
  await expect.poll(() => existsSync(join(data, 'control/state.sqlite')), { timeout: 30_000, interval: 10 }).toBe(true);
  await after(300);
  first.child.kill('SIGKILL');
  await startsWhole(data, port);
}, 120_000);

test('Ctrl-C twice in quick succession stops it as one does', async () => {
  const data = newFolder();
  linkRelease(data);
  const first = start(data, await freePort());
  await expect.poll(first.said, { timeout: 60_000 }).toMatch(/Ctrl-C stops it/);
  first.child.kill('SIGINT');
  await after(30);
  first.child.kill('SIGINT');
  expect(await first.code).toBe(0);
  expect(first.said()).toMatch(/Stopping …\nStopped\.\n$/);
  expect(ofPlatform(data)()).toEqual([]);
}, 120_000);

test('a port that is taken, and folders that cannot be written, end the start with one line', async () => {
  const port = await freePort();
  const other = createServer().listen(port, '127.0.0.1');
  const data = newFolder();
  linkRelease(data);
  const taken = start(data, port);
  expect(await taken.code).toBe(78);
  expect(taken.said()).toBe(
    `stoa: listen: localhost:${port} is in use by another program; choose another port with --listen\n`,
  );
  other.close();
  const file = join(data, 'a-file');
  writeFileSync(file, '');
  for (const [folder, why] of [
    [file, 'is not a folder'],
    [join(file, 'below'), 'cannot be used: a part of the path is not a folder; choose another with --data'],
    ['/proc/stoa', 'cannot be used: no folder can be made there; choose another with --data'],
  ] as const) {
    const refused = start(folder, port);
    expect(await refused.code).toBe(78);
    expect(refused.said()).toBe(`stoa: data: ${folder} ${why}\n`);
  }
  const engines = start(newFolder(), port, join(file, 'below'));
  expect(await engines.code).toBe(78);
  expect(engines.said()).toMatch(
    /^stoa: engines: .* a part of the path is not a folder; choose another with --engines\n$/,
  );
}, 120_000);

test('a data folder with blanks, quotes and letters of any script in its path is as good as any', async () => {
  const data = join(newFolder(), 'Ünï 数据 it’s "mine" $HOME');
  mkdirSync(data);
  const platform = await startPlatform({ data });
  try {
    const alice = await newPerson(await signInAdmin(platform), 'alice');
    await startWorkspace(alice, 'alice');
    const kernel = await JupyterKernel.start(alice, 'alice', 'sql');
    const counted = await kernel.run("SELECT count(*) AS n FROM 'samples/flights.parquet'");
    expect(JSON.stringify(counted.data)).toContain('3000000');
    kernel.close();
    expect((await alice.get('/user/alice/files/list?path=')).status).toBe(200);
  } finally {
    await platform.stop();
  }
  expect(mountsBelow(data)).toEqual([]);
}, 180_000);

test.runIf(isRoot)(
  'a data folder below one that is closed to the platform’s own accounts is refused in words',
  async () => {
    const closed = newFolder();
    chmodSync(closed, 0o700);
    const data = join(closed, 'data');
    linkRelease(data);
    const refused = start(data, await freePort());
    expect(await refused.code).toBe(78);
    expect(refused.said()).toContain(`cannot reach ${data}/control; every folder above it must let others pass`);
  },
  60_000,
);

test.runIf(isRoot)(
  'after the machine was switched off workspaces are stopped and say why, homes are there, nothing is half',
  async () => {
    let platform = await startPlatform();
    const { data, port } = platform;
    try {
      const admin = await signInAdmin(platform);
      let alice = await newPerson(admin, 'alice');
      const { uid } = (await alice.get('/api/session')).body.account;
      await startWorkspace(alice, 'alice');
      const written = { type: 'file', format: 'text', content: 'kept' };
      await alice.send('PUT', '/user/alice/api/contents/note.txt', written);
      switchOff(data, uid);
      expect(processesOf(uid)).toEqual([]);

      platform = await startPlatform({ data, port });
      alice = await signIn(platform, 'alice', 'password-of-alice');
      const found = (await alice.get('/api/workspaces/alice')).body;
      expect(found).toMatchObject({ state: 'failed', failure: { reason: 'host-restarted', phase: 'running' } });
      await startWorkspace(alice, 'alice');
      expect((await alice.get('/user/alice/api/contents/note.txt')).body.content).toBe('kept');
      const kernel = await JupyterKernel.start(alice, 'alice', 'sql');
      expect(JSON.stringify((await kernel.run('SELECT 41 + 1')).data)).toContain('42');
      kernel.close();
    } finally {
      await platform.stop();
      folders.push(data);
    }
    expect(ofPlatform(data)()).toEqual([]);
    expect(mountsBelow(data)).toEqual([]);
  },
  180_000,
);

const mountsBelow = (data: string): string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => path.replaceAll('\\040', ' ').startsWith(`${data}/`));

/** Nothing of it runs, is mounted, or is in the kernel any more; the disk is as it was. */
function switchOff(data: string, uid: number): void {
  // The supervisor first, as it would start the others again; then what outlives it.
  for (let pass = 0; pass < 20; pass += 1)
    for (const pid of [...processesWith(data), ...processesOf(uid)]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone already.
      }
    }
  for (const path of mountsBelow(data)) execFileSync('umount', [path]);
  // What the agent wrote down of this start of the machine is of another one.
  for (const task of readdirSync(join(data, 'agent/tasks'))) {
    const record = join(data, 'agent/tasks', task, 'run.json');
    const found = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : undefined;
    if (found) writeFileSync(record, JSON.stringify({ ...found, bootId: '00000000-0000-0000-0000-000000000000' }));
  }
  rmSync(join(data, 'run'), { recursive: true, force: true });
}
