import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { Scheduler, type Told } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

const program = readFileSync(join(import.meta.dirname, '../platform/executor.mjs'), 'utf8');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value } });

function executorInfo(id: string, more: object = {}) {
  const environment = { variables: [{ name: 'PROGRAM', value: program }] };
  const value = 'exec "$STOA_RELEASE/bin/node" --input-type=module -e "$PROGRAM"';
  return {
    type: 'CUSTOM',
    executor_id: { value: id },
    command: { value, environment },
    resources: [scalar('cpus', 0.1), scalar('mem', 64)],
    ...more,
  };
}

describe('executors of frameworks', { timeout: 90_000 }, () => {
  let platform: Platform;
  let alice: Client;
  let bob: Client;
  const tokens = new Map<Client, string>();

  beforeAll(async () => {
    platform = await startPlatform({ settings: { python: 'off', 'cluster.grace-seconds': '2' } });
    const admin = await signInAdmin(platform);
    alice = await newPerson(admin, 'alice');
    bob = await newPerson(admin, 'bob');
    for (const each of [alice, bob]) tokens.set(each, (await each.post('/api/tokens', { name: 'f' })).body.token);
  }, 60_000);
  afterAll(() => platform?.stop());

  const open = (who: Client) => Scheduler.subscribe(platform.url, tokens.get(who) ?? '');

  /** Again where the offer was gone by then, as schedulers do. */
  const launch = async (scheduler: Scheduler, executor: object, tasks: Record<string, string>): Promise<Told> => {
    const offer = await scheduler.offer(0.4);
    const task_infos = Object.entries(tasks).map(([id, wish]) => ({
      ...{ name: id, task_id: { value: id }, agent_id: offer.agent_id, data: base64(wish), executor },
      resources: [scalar('cpus', 0.1), scalar('mem', 32)],
    }));
    const before = scheduler.events.length;
    expect(await scheduler.launchAll(offer, task_infos)).toBe(202);
    const first = await scheduler.find(
      (event) => event.update?.status.task_id.value in tasks && scheduler.events.indexOf(event) >= before,
    );
    const gone = first.update.status.reason === 'REASON_INVALID_OFFERS';
    return gone ? launch(scheduler, executor, tasks) : offer.agent_id;
  };

  let asked = 0;
  /** What the executor answers. */
  const ask = async (scheduler: Scheduler, agent_id: Told, executor: string, question: object): Promise<Told> => {
    const before = scheduler.events.length;
    const message = {
      agent_id,
      executor_id: { value: executor },
      data: base64(JSON.stringify({ ...question, n: asked++ })),
    };
    expect(await scheduler.call({ type: 'MESSAGE', message })).toBe(202);
    const reply = await scheduler.find(
      (event) => event.message !== undefined && scheduler.events.indexOf(event) >= before,
    );
    return JSON.parse(Buffer.from(reply.message.data, 'base64').toString());
  };

  test('several tasks run in one process, with what it says of them, and are killed one by one', async () => {
    const scheduler = await open(alice);
    const agent = await launch(scheduler, executorInfo('ex'), { one: 'stay', two: 'finish' });
    const running = await scheduler.status('one', 'TASK_RUNNING');
    expect(running.update.status).toMatchObject({
      ...{ executor_id: { value: 'ex' }, source: 'SOURCE_EXECUTOR', agent_id: agent },
    });
    const pid = Buffer.from(running.update.status.data, 'base64').toString();
    expect(pid).toMatch(/^pid \d+$/);
    await scheduler.acknowledge(running);
    const second = await scheduler.status('two', 'TASK_RUNNING');
    expect(Buffer.from(second.update.status.data, 'base64').toString()).toBe(pid);
    await scheduler.acknowledge(second);
    const finished = await scheduler.status('two', 'TASK_FINISHED');
    expect(finished.update.status.message).toBe('done');
    await scheduler.acknowledge(finished);

    const { env, launched } = await ask(scheduler, agent, 'ex', {});
    expect(launched).toEqual(['one', 'two']);
    expect(env).toMatchObject({
      ...{ MESOS_FRAMEWORK_ID: scheduler.id, MESOS_EXECUTOR_ID: 'ex', MESOS_SLAVE_ID: agent.value },
      ...{ MESOS_CHECKPOINT: '1', MESOS_RECOVERY_TIMEOUT: '15mins', MESOS_SUBSCRIPTION_BACKOFF_MAX: '2secs' },
      ...{
        MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: '5secs',
        MESOS_AGENT_ENDPOINT: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      },
    });
    expect(env.MESOS_SANDBOX).toBe(env.MESOS_DIRECTORY);
    expect(env.MESOS_SANDBOX).toMatch(/^\/home\/alice\/\.stoa\/tasks\//);

    await launch(scheduler, executorInfo('ex'), { three: 'stay' });
    await scheduler.acknowledge(await scheduler.status('three', 'TASK_RUNNING'));
    expect((await ask(scheduler, agent, 'ex', {})).launched).toEqual(['one', 'two', 'three']);
    await scheduler.call({ type: 'KILL', kill: { task_id: { value: 'one' } } });
    await scheduler.acknowledge(await scheduler.status('one', 'TASK_KILLED'));
    expect((await ask(scheduler, agent, 'ex', {})).launched).toEqual(['one', 'two', 'three']);

    await scheduler.call({ type: 'SHUTDOWN', shutdown: { agent_id: agent, executor_id: { value: 'ex' } } });
    const failure = await scheduler.find(({ type }) => type === 'FAILURE');
    expect(failure.failure).toMatchObject({ agent_id: agent, executor_id: { value: 'ex' }, status: 0 });
    const lost = await scheduler.status('three', 'TASK_FAILED');
    expect(lost.update.status.reason).toBe('REASON_EXECUTOR_TERMINATED');
    await scheduler.call({ type: 'TEARDOWN' });
  });

  test('when an executor dies its tasks fail with it, and the next task begins another', async () => {
    const scheduler = await open(alice);
    await launch(scheduler, executorInfo('mortal'), { left: 'stay', last: 'die' });
    for (const id of ['left', 'last']) {
      await scheduler.acknowledge(await scheduler.status(id, 'TASK_RUNNING'));
      const { update } = await scheduler.status(id, 'TASK_FAILED');
      expect(update.status).toMatchObject({ reason: 'REASON_EXECUTOR_TERMINATED', source: 'SOURCE_AGENT' });
    }
    const { failure } = await scheduler.find(({ type }) => type === 'FAILURE');
    expect(failure).toMatchObject({ executor_id: { value: 'mortal' }, status: 3 << 8 });
    await launch(scheduler, executorInfo('mortal'), { again: 'stay' });
    await scheduler.acknowledge(await scheduler.status('again', 'TASK_RUNNING'));
    await scheduler.call({ type: 'TEARDOWN' });
  });

  test('another executor under a name that is taken, one of another framework, and one that is too large are refused', async () => {
    const scheduler = await open(alice);
    await launch(scheduler, executorInfo('same'), { first: 'stay' });
    await scheduler.acknowledge(await scheduler.status('first', 'TASK_RUNNING'));
    const refused = async (id: string, executor: object) => {
      await launch(scheduler, executor, { [id]: 'stay' });
      return (await scheduler.status(id, 'TASK_ERROR')).update.status.message;
    };
    expect(await refused('e1', executorInfo('same', { name: 'other' }))).toMatch(
      /not compatible with existing ExecutorInfo/,
    );
    expect(await refused('e2', executorInfo('other', { framework_id: { value: 'forged' } }))).toMatch(
      /invalid FrameworkID/,
    );
    expect(await refused('e3', executorInfo('huge', { resources: [scalar('cpus', 4000)] }))).toMatch(/more resources/);
    expect(await refused('e4', executorInfo('default', { type: 'DEFAULT' }))).toMatch(/'CUSTOM'/);
    expect(await refused('e5', executorInfo('../../x'))).toMatch(/not an executor id/);
    expect(await refused('e6', executorInfo('big', { data: base64('x'.repeat(100_000)) }))).toMatch(/at most/);
    await scheduler.call({ type: 'TEARDOWN' });
  });

  test('executors and their tasks survive the death of control, of the gateway and of the agent', async () => {
    const scheduler = await open(alice);
    const agent = await launch(scheduler, executorInfo('lasting'), { before: 'stay' });
    await scheduler.acknowledge(await scheduler.status('before', 'TASK_RUNNING'));
    const { pid } = await ask(scheduler, agent, 'lasting', {});
    let now = scheduler;
    for (const name of ['control', 'gateway', 'agent']) {
      const victim = platformProcess(platform.data, name);
      process.kill(victim ?? 0, 'SIGKILL');
      await expect.poll(() => platformProcess(platform.data, name), { timeout: 20_000 }).not.toBe(victim);
      now = await now.again();
      await launch(now, executorInfo('lasting'), { [`after-${name}`]: 'stay' });
      await now.acknowledge(await now.status(`after-${name}`, 'TASK_RUNNING'));
      const answer = await ask(now, agent, 'lasting', {});
      expect([answer.pid, answer.launched.at(-1)]).toEqual([pid, `after-${name}`]);
    }
    await now.call({ type: 'TEARDOWN' });
  });

  test('nobody speaks for an executor but itself, nor it for others', async () => {
    const [hers, his] = [await open(alice), await open(bob)];
    const agent = await launch(hers, executorInfo('hers'), { t1: 'stay' });
    await launch(his, executorInfo('his'), { t2: 'stay' });
    await hers.acknowledge(await hers.status('t1', 'TASK_RUNNING'));
    await his.acknowledge(await his.status('t2', 'TASK_RUNNING'));
    const env = (await ask(hers, agent, 'hers', {})).env;
    const bobs = (question: object) => ask(his, agent, 'his', question);
    const own = (await bobs({})).env;
    const ids = (framework: string, executor: string) => ({
      framework_id: { value: framework },
      executor_id: { value: executor },
    });
    const update = (task: string, more: object = {}) => ({
      type: 'UPDATE',
      update: {
        status: {
          ...{ task_id: { value: task }, state: 'TASK_FINISHED', source: 'SOURCE_EXECUTOR' },
          ...{ uuid: base64('0123456789abcdef'), ...more },
        },
      },
    });
    const me = ids(his.id, 'his');
    const forged: [object, number][] = [
      [{ ...ids(hers.id, 'hers'), type: 'SUBSCRIBE', subscribe: {} }, 400],
      [{ ...ids(hers.id, 'his'), type: 'SUBSCRIBE', subscribe: {} }, 400],
      [{ ...ids(his.id, 'hers'), ...update('t1') }, 400],
      [{ ...me, ...update('t2', { uuid: base64('short') }) }, 400],
      [{ ...me, ...update('t2', { uuid: undefined }) }, 400],
      [{ ...me, ...update('t2', { source: 'SOURCE_MASTER' }) }, 400],
      [{ ...me, ...update('t2', { state: 'TASK_STAGING' }) }, 400],
      [{ ...me, ...update('t2', { executor_id: { value: 'hers' } }) }, 400],
      [{ ...me, ...update('t2', { data: base64('x'.repeat(400_000)) }) }, 413],
      [{ ...me, type: 'UPDATE' }, 400],
      [{ ...me }, 400],
    ];
    for (const [call, status] of forged) expect([call, (await bobs({ call })).status]).toEqual([call, status]);
    // Taken, as it is his word on a task that is none of his; nobody hears of it.
    expect(await bobs({ call: { ...me, ...update('t1') } })).toMatchObject({ status: 202 });

    // Her secret is worth nothing in his sandbox, nor his own at any other door; her address is not on his loopback.
    expect(await bobs({ call: '{}', to: `http://${env.MESOS_AGENT_ENDPOINT}/api/v1/executor` })).toHaveProperty(
      'failed',
    );
    const headers = { authorization: `Bearer ${env.MESOS_EXECUTOR_AUTHENTICATION_TOKEN}` };
    const subscribe = { ...ids(hers.id, 'hers'), type: 'SUBSCRIBE', subscribe: {} };
    expect((await bobs({ call: subscribe, headers })).status).toBe(400);
    for (const token of [own.MESOS_EXECUTOR_AUTHENTICATION_TOKEN, tokens.get(bob)]) {
      const answer = await fetch(`${platform.url}/mesos/api/v1/executor`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'x-stoa-remote': 'inside:bob',
        },
        body: JSON.stringify({ ...me, type: 'SUBSCRIBE', subscribe: {} }),
      });
      expect([404, 401]).toContain(answer.status);
    }
    expect((await bobs({ call: '\u0000\u0001', headers: { 'content-type': 'application/x-protobuf' } })).status).toBe(
      400,
    );
    expect((await bobs({ call: '{', headers: { 'content-type': 'application/json' } })).status).toBe(400);
    expect((await bobs({ call: '{}', headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    const large = await bobs({ call: 'x'.repeat(1024), times: 16 * 1024 });
    expect(large.status ?? large.failed).not.toBe(202);

    const told = hers.events.filter(
      ({ update: each }) => each?.status.task_id.value === 't1' && each.status.reason !== 'REASON_INVALID_OFFERS',
    );
    expect(told.map((each) => [each.update.status.state, each.update.status.reason])).toEqual([
      ['TASK_RUNNING', undefined],
    ]);
    expect((await ask(hers, agent, 'hers', {})).launched).toEqual(['t1']);
    for (const each of [hers, his]) await each.call({ type: 'TEARDOWN' });
  });
});
