import { execFileSync } from 'node:child_process';
import { chownSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signIn, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { plainEnvironment } from '../platform/plain-environment.ts';
import { processesOf } from '../platform/processes.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** What the operators' guide says, done as it says. */
const stoa = resolve(import.meta.dirname, '../../bin/stoa');
const isRoot = process.getuid?.() === 0;
let platform: Platform;
let admin: Client;
let alice: Client;
let uid = 0;

function run(...args: string[]): string {
  return execFileSync(stoa, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: plainEnvironment(),
  });
}

beforeAll(async () => {
  platform = await startPlatform({ copiesRelease: true });
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  uid = (await alice.get('/api/session')).body.account.uid;
});
afterAll(() => platform?.stop());

test('an upgrade: `down --keep-workspaces`, then a start that adopts them with their kernels', async () => {
  await startWorkspace(alice, 'alice');
  const kernel = await JupyterKernel.start(alice, 'alice', 'sql');
  await kernel.run('CREATE TEMP TABLE kept AS SELECT 42 AS answer');
  kernel.close();
  run('down', '--data', platform.data, '--keep-workspaces');
  expect(processesOf(uid).length).toBeGreaterThan(0);
  platform = await startPlatform({ data: platform.data, port: platform.port });
  alice = await signIn(platform, 'alice', 'password-of-alice');
  expect((await alice.get('/api/workspaces/alice')).body.state).toBe('running');
  const again = await JupyterKernel.connect(alice, 'alice', kernel.id);
  expect(JSON.stringify((await again.run('SELECT answer FROM kept')).data)).toContain('42');
  again.close();
});

test('`down` alone leaves nothing running, and says so when there is nothing to end', async () => {
  run('down', '--data', platform.data);
  expect(processesOf(uid)).toEqual([]);
  expect(() => run('down', '--data', platform.data)).toThrow(`no platform runs on ${platform.data}`);
});

test('a backup made while it runs brings accounts back, in another folder', async () => {
  platform = await startPlatform({ data: platform.data, port: platform.port });
  admin = await signInAdmin(platform);
  const copy = join(mkdtempSync(join(tmpdir(), 'stoa-backup-')), 'state.sqlite');
  run('backup', '--data', platform.data, copy);
  expect(() => run('backup', '--data', platform.data, copy)).toThrow('exists already');
  await newPerson(admin, 'late');
  run('down', '--data', platform.data);

  const state = join(platform.data, 'control/state.sqlite');
  copyFileSync(copy, state);
  if (isRoot) chownSync(state, 19_998, 19_998);
  for (const end of ['-wal', '-shm']) rmSync(state + end, { force: true });
  platform = await startPlatform({ data: platform.data, port: platform.port });
  admin = await signInAdmin(platform);
  expect((await admin.get('/api/accounts/late')).status).toBe(404);
  alice = await signIn(platform, 'alice', 'password-of-alice');
  await startWorkspace(alice, 'alice');
  const home = await alice.get('/user/alice/api/contents/');
  expect(home.body.content.map((item: { name: string }) => item.name)).toContain('Welcome.ipynb');
});

test('the audit trail starts a file of its own where the restored database no longer holds the old one', () => {
  const lines = readFileSync(join(platform.data, 'control/audit.jsonl'), 'utf8').trim().split('\n');
  expect(lines.some((line) => JSON.parse(line).target === 'late')).toBe(false);
});

describe('over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-tls-'));
  const certificate = join(folder, 'cert.pem');
  const key = join(folder, 'key.pem');
  let secure: Platform;

  function makeCertificate(name: string): void {
    const asked = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`];
    execFileSync('openssl', ['req', ...asked, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    if (isRoot) for (const file of [folder, key, certificate]) chownSync(file, 19_999, 19_999);
  }

  function nameShown(): Promise<string> {
    return new Promise((found, failed) => {
      const socket = connect({
        port: secure.port,
        host: '127.0.0.1',
        servername: 'localhost',
        rejectUnauthorized: false,
      });
      socket.once('error', failed);
      socket.once('secureConnect', () => {
        found(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
    });
  }

  afterAll(async () => {
    await secure?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.skipIf(!existsSync('/usr/bin/openssl'))('a certificate is taken anew when its files change', async () => {
    makeCertificate('first.example');
    secure = await startPlatform({ settings: { 'tls-cert': certificate, 'tls-key': key } });
    expect(await nameShown()).toBe('first.example');
    makeCertificate('second.example');
    await expect.poll(nameShown, { timeout: 15_000, interval: 200 }).toBe('second.example');
  });
});
