import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let admin: Client;
let alice: Client;

beforeAll(async () => {
  platform = await startPlatform({ settings: { python: 'off', 'cluster.grace-seconds': '1' } });
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
});
afterAll(() => platform?.stop());

test('an agent is drained: offers go back at once, what runs has its time and ends with the reason, what waits starts afterwards', async () => {
  const token = (await alice.post('/api/tokens', { name: 'framework' })).body.token;
  const run = async (command: string[]) =>
    (await alice.post('/api/tasks', { command, resources: { cpus: 0.1, memory: 2 ** 26 } })).body.id;
  const task = async (id: string) => (await alice.get(`/api/tasks/${id}`)).body;
  const agent = async () => (await admin.get('/api/agents/local')).body;
  await alice.post('/api/workspaces/alice/start', {});
  const workspace = async () => (await alice.get('/api/workspaces/alice')).body;
  await expect.poll(async () => (await workspace()).state, { timeout: 30_000 }).toBe('running');
  const long = await run(['sleep', '600']);
  await expect.poll(async () => (await task(long)).state, { timeout: 20_000 }).toBe('running');
  const framework = await Scheduler.subscribe(platform.url, token, { failover_timeout: 0 });
  const offer = await framework.offer();

  const began = Date.now();
  const drain = (await admin.post('/api/agents/local/drain', { graceSeconds: 6 })).body;
  expect(drain).toMatchObject({ state: 'draining', drain: { tasksLeft: 2 } });
  expect(drain.drain.endsBy - began).toBeGreaterThan(5000);
  await framework.find(({ rescind }) => rescind?.offer_id.value === offer.id.value, 3);
  await framework.launch(offer, 'late', 'true');
  await framework.status('late', 'TASK_LOST', 5);
  const waits = await run(['true']);
  const why = (await alice.get(`/api/tasks/${waits}/why`)).body;
  expect(why.explanations[0].headline.code).toBe('no-agents');
  expect((await task(long)).state).toBe('running');

  await expect.poll(async () => (await task(long)).state, { timeout: 15_000 }).toBe('killed');
  expect(Date.now() - began).toBeGreaterThan(5500);
  expect((await task(long)).reason).toMatchObject({ code: 'ended-drain', parameters: { agent: 'local' } });
  await expect
    .poll(workspace, { timeout: 15_000 })
    .toMatchObject({ state: 'stopped', stopReason: { code: 'agent-drained', parameters: { agent: 'local' } } });
  await expect.poll(async () => (await agent()).state, { timeout: 10_000 }).toBe('deactivated');
  expect(await agent()).toMatchObject({ drain: null, tasks: 0 });

  expect((await task(waits)).state).toBe('queued');
  expect((await admin.post('/api/agents/local/reactivate', {})).body.state).toBe('active');
  await expect.poll(async () => (await task(waits)).state, { timeout: 15_000 }).toBe('finished');
  await framework.call({ type: 'TEARDOWN' });
}, 120_000);
