import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

const MiB = 2 ** 20;

describe('tasks on the cluster', () => {
  let platform: Platform;
  let admin: Client;
  let alice: Client;
  let bob: Client;

  beforeAll(async () => {
    platform = await startPlatform({
      settings: { 'cluster.grace-seconds': '2', 'cluster.scavenger-grace-seconds': '1', 'tasks.sample-seconds': '1' },
    });
    admin = await signInAdmin(platform);
    alice = await newPerson(admin, 'alice');
    bob = await newPerson(admin, 'bob');
  });
  afterAll(() => platform?.stop());

  const run = async (who: Client, line: string, more: object = {}, cpus = 0.1) => {
    const resources = { cpus, memory: 64 * MiB };
    const made = await who.post('/api/tasks', { command: ['/bin/sh', '-c', line], resources, ...more });
    expect([made.status, made.body.detail]).toEqual([201, undefined]);
    return made.body.id as string;
  };
  const task = async (who: Client, id: string) => (await who.get(`/api/tasks/${id}`)).body;
  const until = async (who: Client, id: string, state: string, seconds = 20) => {
    await expect.poll(async () => (await task(who, id)).state, { timeout: seconds * 1000, interval: 50 }).toBe(state);
    return task(who, id);
  };
  const written = async (who: Client, id: string, stream: string) => {
    const { body } = await who.get(`/api/tasks/${id}/log/${stream}`);
    return Buffer.from(body.data, 'base64').toString();
  };

  test('a command runs as its caller, and its output and exit code are known', async () => {
    const id = await run(alice, 'id -un; echo wrong >&2; exit 3', { name: 'three' });
    const ended = await until(alice, id, 'failed');
    expect(ended).toMatchObject({
      name: 'three',
      account: 'alice',
      role: 'everyone/alice',
      class: 'batch',
      exitCode: 3,
    });
    expect(ended.reason.text).toBe('It ended with exit code 3.');
    expect(ended.timeline.map((step: { state: string }) => step.state)).toEqual([
      ...['queued', 'staging', 'starting', 'running', 'failed'],
    ]);
    expect(await written(alice, id, 'stdout')).toBe('alice\n');
    expect(await written(alice, id, 'stderr')).toBe('wrong\n');
  });

  test('what a task uses of what it asked for is told to its account, and what the account has asked for', async () => {
    const id = await run(alice, 'while :; do :; done', {}, 0.5);
    const usage = async (who: Client) => (await who.get(`/api/tasks/${id}/usage`)).body;
    await expect.poll(async () => (await usage(alice)).peak?.cpus ?? 0, { timeout: 40_000 }).toBeGreaterThan(0.2);
    const { requested, samples, peak } = await usage(alice);
    expect(requested).toMatchObject({ cpus: 0.5, memory: 64 * MiB });
    expect(peak.cpus).toBeLessThan(0.8);
    expect(samples.at(-1).memory).toBeGreaterThan(0);
    expect((await usage(bob)).code).toBe('task-not-found');
    expect((await task(alice, id)).used.cpus).toBeGreaterThan(0.2);
    expect((await alice.get('/api/cluster/usage/alice')).body.requested).toMatchObject({ cpus: 0.5 });
    expect((await bob.get('/api/cluster/usage/alice')).status).toBe(404);
    await alice.post(`/api/tasks/${id}/kill`, { graceSeconds: 0 });
    await until(alice, id, 'killed');
  });

  test('a task that has more in its folder than it asked for is ended, and says so', async () => {
    const made = await alice.post('/api/tasks', {
      command: ['/bin/sh', '-c', 'head -c 30000000 /dev/zero > big; sleep 600'],
      resources: { cpus: 0.1, memory: 64 * MiB, disk: 10 * MiB },
    });
    const ended = await until(alice, made.body.id, 'failed');
    expect(ended.reason.text).toBe('It wrote more than its 10 MiB of disk.');
    expect(ended.limits).toContainEqual(expect.objectContaining({ kind: 'disk', limit: 10 * MiB, enforced: 'partly' }));
    expect((await alice.get('/api/agents')).body.items[0].notEnforced).toContain('work-folder');
  });

  test('the task of another does not exist', async () => {
    const id = await run(alice, 'sleep 60');
    await until(alice, id, 'running');
    expect((await bob.get(`/api/tasks/${id}`)).status).toBe(404);
    expect((await bob.post(`/api/tasks/${id}/kill`, {})).status).toBe(404);
    expect((await bob.get(`/api/tasks/${id}/log/stdout`)).status).toBe(404);
    expect((await bob.get('/api/tasks')).body.items).toEqual([]);
    expect((await alice.post(`/api/tasks/${id}/kill`, { graceSeconds: 0 })).status).toBe(200);
    const ended = await until(alice, id, 'killed');
    expect(ended.reason.text).toBe('alice ended it.');
    const { items } = (await admin.get('/api/audit?limit=50')).body;
    const act = { operation: 'POST /api/tasks/:taskId/kill', account: 'alice', target: id, result: 'ok' };
    expect(items).toContainEqual(expect.objectContaining(act));
  });

  test('the files of a task are listed and read by its account alone, as the tenant', async () => {
    const line = 'mkdir out; printf 0123456789 > out/digits; ln -s /etc/shadow out/shadow; echo done > done; sleep 60';
    const id = await run(alice, line);
    await until(alice, id, 'running');
    const list = (who: Client, path: string) => who.get(`/api/tasks/${id}/files?path=${path}`);
    const names = async (path: string) => {
      const { body } = await list(alice, path);
      return body.items.map(({ name, kind, size }: { name: string; kind: string; size: number }) => [name, kind, size]);
    };
    await expect.poll(() => names('').then((all) => all.length), { timeout: 10_000 }).toBe(2);
    expect(await names('')).toEqual([
      ['done', 'file', 5],
      ['out', 'folder', expect.any(Number)],
    ]);
    expect((await names('out')).map(([name, kind]: string[]) => [name, kind])).toEqual([
      ['digits', 'file'],
      ['shadow', 'other'],
    ]);
    const read = (who: Client, path: string) => who.get(`/api/tasks/${id}/file?path=${path}&offset=4&limit=3`);
    const part = (await read(alice, 'out/digits')).body;
    expect([Buffer.from(part.data, 'base64').toString(), part.offset, part.size]).toEqual(['456', 4, 10]);
    for (const path of ['out/shadow', 'out/../../../x', 'nothing'])
      expect((await read(alice, path)).body.code).toBe('task-file-not-found');
    expect((await list(bob, '')).status).toBe(404);
    expect((await list(admin, '')).body.code).toBe('task-files-of-another');
    expect((await read(admin, 'out/digits')).status).toBe(403);
    await alice.post(`/api/tasks/${id}/kill`, { graceSeconds: 0 });
    await until(alice, id, 'killed');
    expect((await names('')).length).toBe(2);
  });

  test('a task has its files fetched and unpacked first, and says how healthy it is until that ends it', async () => {
    const made = await run(
      alice,
      'mkdir -p ~/given && printf data > ~/given/a.txt && tar -C ~ -czf ~/given.tgz given; sha256sum ~/given.tgz',
    );
    await until(alice, made, 'finished');
    const sha256 = (await written(alice, made, 'stdout')).split(' ', 1)[0] ?? '';
    const sh = (line: string) => ({ kind: 'command', command: ['/bin/sh', '-c', line] });
    const often = { delaySeconds: 0, intervalSeconds: 1, timeoutSeconds: 5 };
    const id = await run(alice, 'cat given/a.txt; touch ready; sleep 60', {
      fetch: [{ uri: 'given.tgz', extract: true, sha256 }],
      health: { how: sh('test -e ready'), ...often, graceSeconds: 30, failures: 2 },
      check: { how: sh('exit 4'), ...often },
      graceSeconds: 1,
    });
    await until(alice, id, 'running');
    const health = async () => (await task(alice, id)).health;
    await expect.poll(async () => (await health()).healthy, { timeout: 15_000 }).toBe(true);
    const well = await task(alice, id);
    expect(well).toMatchObject({ healthy: true, graceSeconds: 1, fetch: [{ uri: 'given.tgz', extract: true }] });
    expect(well.health.since).toBeLessThanOrEqual(Date.now());
    await expect.poll(async () => (await task(alice, id)).check.result?.exitCode, { timeout: 10_000 }).toBe(4);
    expect(await written(alice, id, 'stdout')).toBe('data');
    await run(alice, `rm ~/.stoa/tasks/${id}/ready`);
    const ended = await until(alice, id, 'killed', 20);
    expect(ended.reason.text).toBe('Its health check failed 2 times.');
    expect(ended.health).toMatchObject({ healthy: false });

    const wrong = await run(alice, 'true', { fetch: [{ uri: 'given.tgz', sha256: 'a'.repeat(64) }] });
    expect((await until(alice, wrong, 'failed')).reason.text).toMatch(/could not be started.*given\.tgz/);
    const bad = {
      command: ['true'],
      resources: { cpus: 0.1, memory: 64 * MiB },
      fetch: [{ uri: 'x', output: '../x' }],
    };
    expect((await alice.post('/api/tasks', bad)).status).toBe(400);
  }, 60_000);

  test('a role that is not the own one, a class that is too high and a guarantee that is not there are refused', async () => {
    const body = { command: ['true'], resources: { cpus: 0.1, memory: 64 * MiB } };
    const other = await alice.post('/api/tasks', { ...body, role: 'everyone/bob' });
    expect([other.status, other.body.code]).toEqual([403, 'role-not-allowed']);
    const high = await alice.post('/api/tasks', { ...body, class: 'service' });
    expect([high.status, high.body.code]).toEqual([403, 'class-not-allowed']);
    expect((await alice.send('PATCH', '/api/roles', { path: 'everyone/alice', highestClass: 'service' })).status).toBe(
      403,
    );
    const much = await admin.send('PATCH', '/api/roles', { path: 'everyone', guarantee: { cpus: 10_000 } });
    expect([much.status, much.body.code]).toEqual([422, 'guarantees-over-total']);
  });

  test('a service and a workspace get their places from scavengers that hold all of it; when they end these have it again', async () => {
    await admin.send('PATCH', '/api/roles', { path: 'everyone', highestClass: 'service' });
    const total = (await admin.get('/api/cluster')).body.total.cpus;
    const quarter = Math.floor(total * 250) / 1000;
    const greedy = await Promise.all(
      Array.from({ length: 12 }, () => run(bob, 'sleep 600', { class: 'scavenger' }, quarter)),
    );
    const running = async () => (await bob.get('/api/tasks?state=running&limit=100')).body.items.length;
    await expect.poll(running, { timeout: 20_000 }).toBe(4);

    const waiting = (await bob.get(`/api/tasks/${greedy.at(-1)}/why`)).body;
    const service = await run(alice, 'sleep 600', { class: 'service', name: 'web' }, quarter);
    const began = performance.now();
    await until(alice, service, 'running', 30);
    expect(performance.now() - began).toBeLessThan(10_000);

    const lost = (await bob.get('/api/tasks?state=killed&limit=100')).body.items;
    expect(lost).toHaveLength(1);
    const detail = await task(bob, lost[0].id);
    expect(detail.preemptedFor.rule.text).toBe('The class service goes before scavenger.');
    expect(detail.preemptedFor.for).toMatchObject({ task: null, name: '', class: 'service' });
    const why = (await alice.get(`/api/tasks/${service}/why`)).body;
    expect(why.preemptions[0]).toMatchObject({ class: 'scavenger', for: { task: service, name: 'web' } });
    expect(why.preemptions[0].task).toMatchObject({ name: '', visible: false });
    expect((await admin.get('/api/cluster')).body.preemptions[0].task.name).toBe('sh');
    expect(waiting.explanations[0].headline.text).toMatch(/^No agent has/);

    const clicked = performance.now();
    const started = await alice.post('/api/workspaces/alice/start?wait=true');
    expect([started.status, started.body.state]).toEqual([200, 'running']);
    expect(performance.now() - clicked).toBeLessThan(15_000);
    expect(await running()).toBe(2);
    await alice.post('/api/workspaces/alice/stop');

    await alice.post(`/api/tasks/${service}/kill`, { graceSeconds: 0 });
    await expect.poll(running, { timeout: 20_000 }).toBe(4);
    for (const id of greedy) await bob.post(`/api/tasks/${id}/kill`, { graceSeconds: 0 });
    await expect.poll(running, { timeout: 20_000 }).toBe(0);
  }, 90_000);

  test('who leaves a group loses the tasks that have its folder, and may not use its role any more', async () => {
    await admin.post('/api/groups', { name: 'team' });
    const dora = await newPerson(admin, 'dora', { groups: ['team'] });
    const inTeam = await run(dora, 'sleep 600', { role: 'team' });
    const own = await run(dora, 'ls /groups; sleep 600');
    await until(dora, inTeam, 'running');
    await until(dora, own, 'running');
    await expect.poll(() => written(dora, own, 'stdout')).toBe('team\n');
    expect((await admin.send('DELETE', '/api/groups/team/members/dora')).status).toBeLessThan(300);
    await until(dora, inTeam, 'killed');
    await until(dora, own, 'killed');
    const body = { command: ['true'], resources: { cpus: 0.1, memory: 64 * MiB }, role: 'team' };
    expect((await dora.post('/api/tasks', body)).body.code).toBe('role-not-allowed');
  });

  test('somebody suspended runs nothing any more', async () => {
    const carol = await newPerson(admin, 'carol');
    const id = await run(carol, 'sleep 600');
    await until(carol, id, 'running');
    await admin.send('PATCH', '/api/accounts/carol', { suspended: true });
    expect((await until(admin, id, 'killed')).reason.text).toContain('carol');
  });
});
