import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

const MiB = 2 ** 20;
let platform: Platform;
let admin: Client;
let alice: Client;
let bob: Client;
let cores: number;

beforeAll(async () => {
  platform = await startPlatform({ settings: { 'cluster.grace-seconds': '1' } });
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  bob = await newPerson(admin, 'bob');
  cores = (await admin.get('/api/agents/local')).body.total.cpus;
});
afterAll(() => platform?.stop());

const run = async (who: Client, cpus: number) => {
  const resources = { cpus, memory: 64 * MiB };
  const made = await who.post('/api/tasks', { command: ['sleep', '600'], resources });
  expect([made.status, made.body.detail]).toEqual([201, undefined]);
  return made.body.id as string;
};
const state = async (who: Client, id: string) => (await who.get(`/api/tasks/${id}`)).body.state;
const reserve = (who: Client, more: object = {}) =>
  who.post('/api/reservations', { agent: 'local', role: 'everyone/alice', resources: { cpus: cores - 0.5 }, ...more });
const reserved = async () => (await admin.get('/api/reservations')).body.items;

test('what is reserved for a role waits for it, however much others want, and after a restart', async () => {
  const made = await reserve(admin);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ agent: 'local', role: 'everyone/alice', used: { cpus: 0 }, madeBy: 'admin' });
  expect((await bob.get('/api/agents/local')).body.reserved).toMatchObject([{ role: null, resources: { disk: 0 } }]);
  expect((await bob.get('/api/reservations')).body.items).toEqual([]);

  const waits = await run(bob, 1);
  const why = async () => (await bob.get(`/api/tasks/${waits}/why`)).body;
  await expect.poll(async () => JSON.stringify(await why())).toContain('were it not reserved for other roles');
  const control = platformProcess(platform.data, 'control');
  if (control === undefined) throw new Error('control does not run');
  process.kill(control, 'SIGKILL');
  await expect.poll(async () => (await admin.get('/api/reservations')).status).toBe(200);
  const own = await run(alice, cores - 0.5);
  await expect.poll(() => state(alice, own)).toBe('running');
  expect(await reserved()).toMatchObject([{ used: { cpus: cores - 0.5 } }]);
  expect(await state(bob, waits)).toBe('queued');

  await alice.post(`/api/tasks/${own}/kill`, { graceSeconds: 0 });
  await expect.poll(() => state(alice, own)).toBe('killed');
  expect(await state(bob, waits)).toBe('queued');
  expect((await admin.send('DELETE', `/api/reservations/${made.body.id}`)).status).toBe(200);
  await expect.poll(() => state(bob, waits)).toBe('running');
  await bob.post(`/api/tasks/${waits}/kill`, { graceSeconds: 0 });
  await expect.poll(() => state(bob, waits)).toBe('killed');
});

test('only what is free is reserved, for a role that there is, on an agent that there is, by administrators', async () => {
  const refusal = async (who: Client, more: object) => {
    const { status, body } = await reserve(who, more);
    return [status, body.code, body.field];
  };
  expect(await refusal(admin, { resources: { cpus: cores + 1 } })).toEqual([409, 'not-free', 'resources.cpus']);
  expect(await refusal(admin, { resources: {} })).toEqual([422, 'nothing-reserved', 'resources']);
  expect(await refusal(admin, { role: 'nobody/alice' })).toEqual([404, 'role-not-found', 'path']);
  expect((await reserve(admin, { agent: 'nowhere' })).body.code).toBe('agent-not-found');
  expect((await reserve(alice)).status).toBe(403);
  const first = await reserve(admin);
  expect(await refusal(admin, {})).toEqual([409, 'not-free', 'resources.cpus']);
  expect((await admin.send('DELETE', `/api/reservations/${first.body.id}`)).status).toBe(200);
  expect((await admin.send('DELETE', `/api/reservations/${first.body.id}`)).body.code).toBe('reservation-not-found');
  const acts = (await admin.get('/api/audit?limit=20')).body.items.map((one: { operation: string }) => one.operation);
  expect(acts).toContain('DELETE /api/reservations/:reservationId');
});
