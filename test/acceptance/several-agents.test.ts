import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { platformProcess } from '../platform/processes.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

const MiB = 2 ** 20;

/** Two agents on this machine, one with twice as much of it as the other. */
describe.runIf(process.getuid?.() === 0)('several agents', () => {
  let platform: Platform;
  let admin: Client;
  let alice: Client;

  beforeAll(async () => {
    platform = await startPlatform({
      settings: {
        agents: 'local,second',
        'agent.weights': 'local:2;second:1',
        'agent.own-attributes': 'second/rack:r2',
        'cluster.grace-seconds': '1',
      },
    });
    admin = await signInAdmin(platform);
    alice = await newPerson(admin, 'alice');
  });
  afterAll(() => platform?.stop());

  const run = async (line: string, agent?: string, cpus = 0.1) => {
    const constraints = agent === undefined ? [] : [{ attribute: 'agent', values: [agent], not: false }];
    const resources = { cpus, memory: 64 * MiB };
    const made = await alice.post('/api/tasks', { command: ['/bin/sh', '-c', line], resources, constraints });
    expect([made.status, made.body.detail]).toEqual([201, undefined]);
    return made.body.id as string;
  };
  const task = async (id: string) => (await alice.get(`/api/tasks/${id}`)).body;
  const until = async (id: string, state: string, seconds = 20) => {
    await expect.poll(async () => (await task(id)).state, { timeout: seconds * 1000, interval: 50 }).toBe(state);
    return task(id);
  };
  const written = async (id: string) => {
    const { body } = await alice.get(`/api/tasks/${id}/log/stdout`);
    return Buffer.from(body.data, 'base64').toString();
  };
  const agents = async () => (await admin.get('/api/agents')).body.items;
  const agent = async (id: string) => (await admin.get(`/api/agents/${id}`)).body;
  const pidOf = (name: string) => {
    const pid = platformProcess(platform.data, name);
    if (pid === undefined) throw new Error(`${name} does not run`);
    return pid;
  };

  test('each has its share, runs what is placed on it, and both find the same home', async () => {
    const [local, second] = await agents();
    expect([local.id, local.state, second.id, second.state]).toEqual(['local', 'active', 'second', 'active']);
    expect(local.total.cpus / second.total.cpus).toBeCloseTo(2, 1);
    expect([local.attributes.rack, second.attributes.rack]).toEqual([undefined, 'r2']);
    const one = await run('echo from-local > ~/note; echo $HOME', 'local');
    expect(await until(one, 'finished')).toMatchObject({ agent: 'local' });
    const two = await run('cat ~/note', 'second');
    expect(await until(two, 'finished')).toMatchObject({ agent: 'second' });
    expect(await written(two)).toBe('from-local\n');
    await startWorkspace(alice, 'alice');
    const kernel = await JupyterKernel.start(alice, 'alice', 'sql');
    const third = await run('echo from-second > ~/note', 'second');
    await until(third, 'finished');
    const seen = await kernel.run("SELECT content FROM read_text('note')");
    expect(JSON.stringify(seen.data)).toContain('from-second');
    kernel.close();
    await alice.post('/api/workspaces/alice/stop');
  });

  test('what does not fit on one goes to the other', async () => {
    const [local, second] = await agents();
    const ids = [
      await run('sleep 30', undefined, local.total.cpus),
      await run('sleep 30', undefined, second.total.cpus),
    ];
    const placed = await Promise.all(ids.map(async (id) => (await until(id, 'running')).agent));
    expect(placed.sort()).toEqual(['local', 'second']);
    for (const id of ids) await alice.post(`/api/tasks/${id}/kill`, { graceSeconds: 0 });
    for (const id of ids) await until(id, 'killed');
  });

  test('one that is killed is there again, and its tasks with their exit codes', async () => {
    const there = await run('sleep 3; exit 5', 'second');
    await until(there, 'running');
    process.kill(pidOf('agent-second'), 'SIGKILL');
    const here = await run('exit 4', 'local');
    expect(await until(here, 'failed')).toMatchObject({ exitCode: 4 });
    expect(await until(there, 'failed')).toMatchObject({ exitCode: 5, agent: 'second' });
    expect((await agent('second')).state).toBe('active');
  });

  test('one that hangs is said to, others go on, and nothing is lost or run twice when it goes on', async () => {
    const there = await run('echo once >> ~/counted; sleep 1; exit 6', 'second');
    await until(there, 'running');
    const pid = pidOf('agent-second');
    process.kill(pid, 'SIGSTOP');
    try {
      const waits = await run('echo twice >> ~/counted; exit 7', 'second');
      const here = await run('exit 3', 'local');
      expect(await until(here, 'failed')).toMatchObject({ exitCode: 3 });
      await expect.poll(async () => (await agent('second')).state, { timeout: 40_000 }).toBe('unreachable');
      // Nobody waits for it.
      const asked = performance.now();
      await task(there);
      expect(performance.now() - asked).toBeLessThan(20_000);
      process.kill(pid, 'SIGCONT');
      expect(await until(there, 'failed')).toMatchObject({ exitCode: 6 });
      expect(await until(waits, 'failed')).toMatchObject({ exitCode: 7 });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const counted = await run('cat ~/counted', 'local');
    await until(counted, 'finished');
    expect(await written(counted)).toBe('once\ntwice\n');
  }, 90_000);

  test('one that is drained gets nothing new, and its tasks end; the other goes on', async () => {
    const there = await run('sleep 60', 'second');
    const here = await run('sleep 60', 'local');
    await until(there, 'running');
    await until(here, 'running');
    expect((await admin.post('/api/agents/second/drain', { graceSeconds: 1 })).status).toBe(200);
    expect((await until(there, 'killed')).reason.text).toContain('second');
    const next = await run('exit 2');
    expect(await until(next, 'failed')).toMatchObject({ agent: 'local' });
    expect((await task(here)).state).toBe('running');
    expect((await admin.post('/api/agents/second/reactivate', {})).body.state).toBe('active');
    await alice.post(`/api/tasks/${here}/kill`, { graceSeconds: 0 });
  });

  test('one that is marked gone is never back: its tasks are over, each framework hears it in its words, and what ran there ends when it answers', async () => {
    const token = (await alice.post('/api/tokens', { name: 'gone' })).body.token;
    await admin.post('/api/agents/local/deactivate', {});
    const there = await run('while :; do date +%s%N > ~/beat; sleep 0.1; done', 'second');
    await until(there, 'running');
    const modern = await Scheduler.subscribe(platform.url, token, { capabilities: [{ type: 'PARTITION_AWARE' }] });
    const plain = await Scheduler.subscribe(platform.url, token);
    const names = new Map<Scheduler, string>();
    for (const each of [modern, plain]) {
      const id = await each.runs('sleep 600');
      names.set(each, id);
      await each.acknowledge(await each.status(id, 'TASK_STARTING'));
      await each.acknowledge(await each.status(id, 'TASK_RUNNING'));
    }
    await admin.post('/api/agents/local/reactivate', {});
    const kept = { agent: 'second', role: 'everyone', resources: { cpus: 0.05 } };
    expect((await admin.post('/api/reservations', kept)).status).toBe(201);
    expect((await alice.post('/api/agents/second/gone', {})).status).toBe(403);
    // It hangs, and hears of nothing.
    const pid = pidOf('agent-second');
    process.kill(pid, 'SIGSTOP');
    onTestFinished(() => void process.kill(pid, 'SIGCONT'));
    expect((await admin.post('/api/agents/second/gone', {})).body).toEqual({ id: 'second', tasks: 3 });

    const removed = 'REASON_AGENT_REMOVED_BY_OPERATOR';
    const told = async (each: Scheduler, state: string) =>
      (await each.status(names.get(each) ?? '', state)).update.status;
    expect(await told(modern, 'TASK_GONE_BY_OPERATOR')).toMatchObject({ reason: removed, source: 'SOURCE_MASTER' });
    expect(await told(plain, 'TASK_LOST')).toMatchObject({ reason: removed });
    for (const each of [modern, plain]) await each.find(({ failure }) => failure?.agent_id.value === 'second');
    expect(await until(there, 'gone')).toMatchObject({ reason: { code: 'ended-agent-gone' } });
    const tasks = [{ task_id: { value: 'never' }, agent_id: { value: 'second' } }];
    await modern.call({ type: 'RECONCILE', reconcile: { tasks } });
    await modern.status('never', 'TASK_GONE_BY_OPERATOR');
    for (const each of [modern, plain]) await each.call({ type: 'TEARDOWN' });

    expect((await admin.get('/api/reservations')).body.items).toEqual([]);
    process.kill(pid, 'SIGCONT');
    const beat = async () => {
      const id = await run('cat ~/beat; sleep 0.5; cat ~/beat', 'local');
      await until(id, 'finished');
      const [before, after] = (await written(id)).trim().split('\n');
      return before === after;
    };
    await expect.poll(beat, { timeout: 20_000 }).toBe(true);
    expect((await admin.post('/api/agents/second/gone', {})).body).toEqual({ id: 'second', tasks: 0 });
    process.kill(pidOf('control'), 'SIGKILL');
    const back = async () => (await agents().catch(() => undefined))?.map(({ id }: { id: string }) => id);
    await expect.poll(back, { timeout: 30_000 }).toEqual(['local']);
    expect((await admin.post('/api/agents/second/reactivate', {})).body.detail).toContain('marked gone');
    expect((await task(there)).state).toBe('gone');
  }, 120_000);
});
