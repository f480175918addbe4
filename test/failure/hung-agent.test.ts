import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { platformProcess, processesOf } from '../platform/processes.ts';
import { Scheduler, type Told } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { onAgent, runTask, taskOf, untilTask } from '../platform/tasks.ts';

let platform: Platform;
let admin: Client;
let alice: Client;
let stopped: number | undefined;

beforeAll(async () => {
  platform = await startPlatform({
    settings: {
      agents: 'local,second',
      python: 'off',
      'cluster.agent-lost-minutes': '0.05',
      'cluster.grace-seconds': '1',
    },
  });
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
});
const go = () => {
  if (stopped !== undefined) process.kill(stopped, 'SIGCONT');
  stopped = undefined;
};
afterEach(go);
afterAll(() => platform?.stop());

const stateOf = async (name: string) => (await admin.get(`/api/agents/${name}`)).body.state;
const ran = () => readFileSync(join(platform.data, 'homes/alice/ran'), 'utf8').trim().split('\n');

test.each([
  ['second', 'local'],
  ['local', 'second'],
])(
  '%s hangs: what is asked is answered, %s goes on, and when it goes on itself nothing is lost and nothing ran twice',
  async (hung, other) => {
    const name = (what: string) => `${what}-on-${hung}`;
    const goesOn = await runTask(alice, `echo ${name('long')} >> $HOME/ran; sleep 600`, onAgent(hung));
    const ends = await runTask(alice, `echo ${name('ends')} >> $HOME/ran; sleep 5; exit 7`, onAgent(hung));
    await untilTask(alice, goesOn, 'running');
    await untilTask(alice, ends, 'running');
    stopped = platformProcess(platform.data, hung === 'local' ? 'agent' : `agent-${hung}`);
    process.kill(stopped ?? 0, 'SIGSTOP');

    // Before anybody has noticed: it is launched there, and nobody answers.
    const caught = await runTask(alice, `echo ${name('caught')} >> $HOME/ran; exit 3`, onAgent(hung));
    const elsewhere = await runTask(alice, `echo ${name('elsewhere')} >> $HOME/ran; exit 4`, onAgent(other));
    expect((await untilTask(alice, elsewhere, 'failed')).exitCode).toBe(4);

    const began = performance.now();
    for (const path of ['/api/agents', '/api/cluster', '/api/tasks', `/api/tasks/${goesOn}`, '/api/roles'])
      expect([path, (await alice.get(path)).status]).toEqual([path, 200]);
    expect(performance.now() - began).toBeLessThan(10_000);

    await expect.poll(() => stateOf(hung), { timeout: 40_000 }).toBe('unreachable');
    expect(await stateOf(other)).toBe('active');
    expect((await untilTask(alice, goesOn, 'unreachable', 15)).reason.text).toContain(hung);
    const noticed = performance.now();
    expect((await alice.get(`/api/tasks/${goesOn}`)).status).toBe(200);
    expect((await alice.get(`/api/tasks/${goesOn}/log/stdout`)).status).toBeGreaterThanOrEqual(200);
    expect(performance.now() - noticed).toBeLessThan(3_000);
    const later = await runTask(alice, `echo ${name('later')} >> $HOME/ran`);
    expect((await untilTask(alice, later, 'finished')).agent).toBe(other);

    go();
    await untilTask(alice, goesOn, 'running', 30);
    expect((await untilTask(alice, ends, 'failed', 30)).exitCode).toBe(7);
    expect((await untilTask(alice, caught, 'failed', 30)).exitCode).toBe(3);
    expect(await stateOf(hung)).toBe('active');
    await alice.post(`/api/tasks/${goesOn}/kill`, { graceSeconds: 0 });
    await untilTask(alice, goesOn, 'killed');
    const mine = ['long', 'ends', 'caught', 'elsewhere', 'later'].map(name);
    expect(
      ran()
        .filter((line) => mine.includes(line))
        .sort(),
    ).toEqual(mine.toSorted());
    expect((await taskOf(alice, goesOn)).timeline.map(({ state }: { state: string }) => state)).toEqual([
      ...['queued', 'staging', 'starting', 'running', 'unreachable', 'running', 'killing', 'killed'],
    ]);
  },
  180_000,
);

test('of a task on an agent that is silent for long one framework hears that nobody knows, another that it is lost', async () => {
  const { token } = (await alice.post('/api/tokens', { name: 'framework' })).body;
  await admin.post('/api/agents/local/drain', { graceSeconds: 0 });
  // One after the other: two that are offered the same surplus would take it from each other.
  const began = async (id: string, info: object) => {
    const framework = await Scheduler.subscribe(platform.url, token, info);
    await framework.launch(await framework.offer(), id, `echo framework-${id} >> $HOME/ran; sleep 600`);
    await framework.acknowledge(await framework.status(id, 'TASK_STARTING'));
    await framework.acknowledge(await framework.status(id, 'TASK_RUNNING'));
    expect(await framework.call({ type: 'SUPPRESS', suppress: {} })).toBe(202);
    return framework;
  };
  const aware = await began('waits', { capabilities: [{ type: 'PARTITION_AWARE' }] });
  const plain = await began('ends', {});
  await admin.post('/api/agents/local/reactivate');
  stopped = platformProcess(platform.data, 'agent-second');
  process.kill(stopped ?? 0, 'SIGSTOP');

  const unknown = await aware.status('waits', 'TASK_UNREACHABLE', 40);
  expect(unknown.update.status).toMatchObject({ reason: 'REASON_AGENT_REMOVED', unreachable_time: {} });
  await aware.acknowledge(unknown);
  await plain.acknowledge(await plain.status('ends', 'TASK_LOST', 40));

  go();
  const later = (event: Told) => aware.events.indexOf(event) > aware.events.indexOf(unknown);
  const again = await aware.find((event) => later(event) && event.update?.status.state === 'TASK_RUNNING', 40);
  await aware.acknowledge(again);
  const uid = (await admin.get('/api/accounts')).body.items.find(({ name }: { name: string }) => name === 'alice').uid;
  const sleeping = () =>
    processesOf(uid).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8') === 'sleep\0' + '600\0');
  // The one that was said to be lost does not go on beside one that its framework has started for it.
  await expect.poll(() => sleeping().length, { timeout: 20_000 }).toBe(1);
  await aware.call({ type: 'KILL', kill: { task_id: { value: 'waits' } } });
  await aware.acknowledge(await aware.status('waits', 'TASK_KILLED', 30));
  expect(
    ran()
      .filter((line) => line.startsWith('framework-'))
      .sort(),
  ).toEqual(['framework-ends', 'framework-waits']);
  for (const framework of [aware, plain]) expect(await framework.call({ type: 'TEARDOWN' })).toBe(202);
}, 180_000);

test('control that starts while the agent of workspaces hangs serves, says so, and finds them when it goes on', async () => {
  await startWorkspace(alice, 'alice');
  stopped = platformProcess(platform.data, 'agent');
  process.kill(stopped ?? 0, 'SIGSTOP');
  const control = platformProcess(platform.data, 'control');
  process.kill(control ?? 0, 'SIGKILL');
  const workspace = () => alice.get('/api/workspaces/alice');
  await expect.poll(async () => (await alice.get('/api/session')).status, { timeout: 60_000 }).toBe(200);
  expect(await stateOf('local')).toBe('unreachable');
  expect((await workspace()).body).toMatchObject({ code: 'not-ready', detail: expect.stringContaining('goes on') });
  const elsewhere = await runTask(alice, 'exit 5');
  expect((await untilTask(alice, elsewhere, 'failed')).agent).toBe('second');
  go();
  await expect.poll(async () => (await workspace()).body.state, { timeout: 30_000 }).toBe('running');
  expect((await alice.post('/api/workspaces/alice/stop')).status).toBe(200);
}, 180_000);
