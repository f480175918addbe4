import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { linkRelease } from '../platform/link-release.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { onAgent, runTask, taskOf, untilTask } from '../platform/tasks.ts';
import { SmallDisk } from './small-disk.ts';

const disk = SmallDisk.make(100_000_000);
const ended = ['finished', 'failed', 'killed', 'error', 'lost'];

describe.runIf(disk !== undefined)('the disk of one of two agents is full (root alone may make one)', () => {
  const data = mkdtempSync(join(tmpdir(), 'stoa-full-'));
  let platform: Platform;
  let admin: Client;
  let alice: Client;

  beforeAll(async () => {
    chmodSync(data, 0o711);
    mkdirSync(join(data, 'agents'), { mode: 0o711 });
    symlinkSync(disk?.folder ?? '', join(data, 'agents/second'));
    linkRelease(data);
    const settings = { agents: 'local,second', python: 'off', 'cluster.grace-seconds': '1' };
    platform = await startPlatform({ data, settings });
    admin = await signInAdmin(platform);
    alice = await newPerson(admin, 'alice');
  });
  afterEach(() => disk?.free());
  afterAll(async () => {
    disk?.free();
    await platform?.stop();
    await disk?.remove();
    rmSync(data, { recursive: true, force: true });
  });

  test('what runs there ends with its own code, what cannot start there says why, the other agent runs on', async () => {
    const before = await runTask(alice, 'sleep 8; exit 9', onAgent('second'));
    const here = await runTask(alice, 'sleep 600', onAgent('local'));
    await untilTask(alice, before, 'running');
    await untilTask(alice, here, 'running');
    const stop = await disk?.keepFull();

    const refused = await runTask(alice, 'true', onAgent('second'));
    await expect.poll(async () => ended.includes((await taskOf(alice, refused)).state), { timeout: 20_000 }).toBe(true);
    const why = await taskOf(alice, refused);
    expect(why.state).toBe('error');
    expect(why.reason.text).toMatch(/disk .*is full/);
    const other = await runTask(alice, 'exit 3', onAgent('local'));
    expect((await untilTask(alice, other, 'failed')).exitCode).toBe(3);
    expect((await taskOf(alice, here)).state).toBe('running');

    stop?.();
    disk?.free();
    expect((await untilTask(alice, before, 'failed', 30)).exitCode).toBe(9);
    const after = await runTask(alice, 'exit 4', onAgent('second'));
    expect((await untilTask(alice, after, 'failed', 30)).exitCode).toBe(4);
    expect((await admin.get('/api/agents/second')).body.state).toBe('active');
    await alice.post(`/api/tasks/${here}/kill`, { graceSeconds: 0 });
    await untilTask(alice, here, 'killed');
  }, 120_000);
});
