import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** What a tenant's framework tries against others; alice goes on as if nobody were there. */

const hoarders = 60;

let platform: Platform;
let alice: Client;
let bob: Client;
const tokens = { alice: '', bob: '' };

beforeAll(async () => {
  platform = await startPlatform({
    settings: { python: 'off', 'cluster.grace-seconds': '1', 'cluster.offer-seconds': '5' },
  });
  const admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  bob = await newPerson(admin, 'bob');
  for (const [name, person] of Object.entries({ alice, bob }))
    Object.assign(tokens, { [name]: (await person.post('/api/tokens', { name: 'framework' })).body.token });
});
afterAll(() => platform?.stop());

test('another’s role, framework, task and offer, forged and stale: nothing of it touches its owner', async () => {
  const { url } = platform;
  const own = await Scheduler.subscribe(url, tokens.alice);
  const offer = await own.offer();
  expect(await own.launch(offer, 'kept', 'sleep 600')).toBe(202);
  await own.acknowledge(await own.status('kept', 'TASK_STARTING'));
  await own.acknowledge(await own.status('kept', 'TASK_RUNNING'));

  const asAlice = await Scheduler.subscribe(url, tokens.bob, { role: 'everyone/alice' });
  expect(asAlice.events[0]).toMatchObject({ type: 'ERROR', error: { message: expect.stringContaining('role') } });
  const taken = await Scheduler.subscribe(url, tokens.bob, {}, own.id);
  expect(taken.events[0]).toMatchObject({ type: 'ERROR', error: { message: expect.stringContaining('authorized') } });

  // Frameworks of the platform's own, whose tasks are everybody's.
  const { body } = await alice.post('/api/tasks', {
    command: ['sleep', '600'],
    resources: { cpus: 0.1, memory: 2 ** 26 },
  });
  for (const id of ['stoa-run', 'stoa-workspaces', 'workspace-alice']) {
    const asPlatform = await Scheduler.subscribe(url, tokens.bob, {}, id);
    expect(asPlatform.events[0]).toMatchObject({
      type: 'ERROR',
      error: { message: expect.stringContaining('authorized') },
    });
    expect(await asPlatform.call({ type: 'TEARDOWN', framework_id: { value: id } })).toBe(400);
  }
  await expect
    .poll(async () => (await alice.get(`/api/tasks/${body.id}`)).body.state, { timeout: 20_000 })
    .toBe('running');
  await alice.post(`/api/tasks/${body.id}/kill`, { graceSeconds: 0 });
  await expect
    .poll(async () => (await alice.get(`/api/tasks/${body.id}`)).body.state, { timeout: 20_000 })
    .toBe('killed');

  const thief = await Scheduler.subscribe(url, tokens.bob);
  expect(
    await thief.call({ type: 'KILL', framework_id: { value: own.id }, kill: { task_id: { value: 'kept' } } }),
  ).toBe(400);
  expect(await thief.call({ type: 'TEARDOWN', framework_id: { value: own.id } })).toBe(400);
  expect(await thief.call({ type: 'KILL', kill: { task_id: { value: 'kept' } } })).toBe(202);
  await thief.status('kept', 'TASK_LOST');
  const later = await own.offer();
  for (const [id, offered] of [
    ['stale', offer],
    ['stolen', later],
    ['forged', { ...offer, id: { value: `${offer.id.value}9` } }],
    ['odd', { ...offer, id: { value: '../../1' } }],
  ] as const) {
    expect(await thief.launch(offered, id, 'sleep 600')).toBe(202);
    expect((await thief.status(id, 'TASK_LOST')).update.status).toMatchObject({
      reason: 'REASON_INVALID_OFFERS',
      source: 'SOURCE_MASTER',
    });
  }
  expect((await bob.get('/api/tasks')).body.items).toEqual([]);
  expect((await alice.get('/api/tasks?state=live')).body.items).toMatchObject([{ name: 'kept', state: 'running' }]);
  expect(own.events.filter(({ type }) => type === 'ERROR' || type === 'BROKEN')).toEqual([]);
  await thief.call({ type: 'TEARDOWN' });
  await own.call({ type: 'TEARDOWN' });
  await expect.poll(async () => (await alice.get('/api/tasks?state=live')).body.items, { timeout: 20_000 }).toEqual([]);
}, 90_000);

test('offers that are never answered, and asking for more all the time, keep nobody waiting', async () => {
  const held = await Promise.all(
    Array.from({ length: hoarders }, () => Scheduler.subscribe(platform.url, tokens.bob, { failover_timeout: 0 })),
  );
  await held[0]?.offer();
  const began = performance.now();
  let flooding = true;
  const flood = held.slice(0, 8).map(async (each) => {
    while (flooding) await each.call({ type: 'REVIVE' });
  });
  const { id } = (await alice.post('/api/tasks', { command: ['true'], resources: { cpus: 1, memory: 2 ** 28 } })).body;
  await expect.poll(async () => (await alice.get(`/api/tasks/${id}`)).body.state, { timeout: 30_000 }).toBe('finished');
  expect(performance.now() - began).toBeLessThan(15_000);
  flooding = false;
  await Promise.all(flood);
  const own = await Scheduler.subscribe(platform.url, tokens.alice);
  // An offer that nobody else needed when it came may be rescinded while it is accepted; then the next one is good.
  const quick = await own.runs('true');
  for (const state of ['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED'])
    await own.acknowledge(await own.status(quick, state));
  await Promise.all([...held, own].map((each) => each.call({ type: 'TEARDOWN' })));
}, 120_000);

test('a token that is taken back ends the stream at once, and the next call', async () => {
  const { token, id } = (await bob.post('/api/tokens', { name: 'short' })).body;
  const framework = await Scheduler.subscribe(platform.url, token);
  expect((await bob.send('DELETE', `/api/tokens/${id}`)).status).toBeLessThan(300);
  await framework.find(({ type }) => type === 'BROKEN' || type === 'ENDED', 5);
  expect(await framework.call({ type: 'REVIVE' })).toBe(401);
}, 60_000);
