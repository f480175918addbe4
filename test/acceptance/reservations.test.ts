import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { Scheduler, type Told } from '../platform/scheduler.ts';
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

const agent_id = { value: 'local' };
const tokenOf = async (who: Client) => (await who.post('/api/tokens', { name: 'm' })).body.token as string;
/** Calls Mesos's operator API. */
async function operate(token: string, body: object): Promise<readonly [number, string]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${platform.url}/mesos/api/v1`, { method: 'POST', headers, body: JSON.stringify(body) });
  return [answer.status, await answer.text()];
}

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

test('an operator of Mesos reserves and gives back; the role’s framework is offered it, and nobody else’s is', async () => {
  const operator = await tokenOf(admin);
  const call = (body: object, token = operator) => operate(token, body);
  const kept = (role: string, value: number, more: object = {}) => ({
    ...{ name: 'cpus', type: 'SCALAR', scalar: { value } },
    reservations: [{ type: 'DYNAMIC', role, ...more }],
  });
  const reserveCall = (value: number, role = 'everyone/alice') => ({
    type: 'RESERVE_RESOURCES',
    reserve_resources: { agent_id, resources: [kept(role, value)] },
  });
  const unreserveCall = (value: number) => ({
    type: 'UNRESERVE_RESOURCES',
    unreserve_resources: { agent_id, resources: [kept('everyone/alice', value)] },
  });

  expect(await call(reserveCall(1))).toEqual([200, '']);
  expect((await call(reserveCall(1), await tokenOf(alice)))[0]).toBe(403);
  expect((await call(reserveCall(1000)))[0]).toBe(409);
  expect((await call(reserveCall(0.1, 'nobodys')))[0]).toBe(400);
  expect(JSON.parse((await call({ type: 'GET_AGENTS' }))[1]).get_agents.agents[0].total_resources).toContainEqual(
    expect.objectContaining({
      name: 'cpus',
      scalar: { value: 1 },
      reservations: [expect.objectContaining({ role: 'everyone/alice' })],
    }),
  );

  const capabilities = [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }];
  const theirs = await Scheduler.subscribe(platform.url, await tokenOf(bob), { capabilities, roles: ['everyone/bob'] });
  expect(JSON.stringify(await theirs.offer())).not.toContain('reservations');
  await theirs.call({ type: 'TEARDOWN' });
  const mine = await Scheduler.subscribe(platform.url, await tokenOf(alice), {
    capabilities,
    roles: ['everyone/alice'],
  });
  const offer = await mine.offer(1.2);
  expect(offer.resources).toContainEqual(
    expect.objectContaining({
      name: 'cpus',
      scalar: { value: 1 },
      reservations: [expect.objectContaining({ principal: 'admin' })],
    }),
  );
  const task = (name: string, cpus: object) => ({
    ...{ name, task_id: { value: name }, agent_id: offer.agent_id, command: { shell: true, value: 'sleep 600' } },
    resources: [cpus, { name: 'mem', type: 'SCALAR', scalar: { value: 64 } }],
  });
  // What it has stays its own while others begin and end.
  await pause(1_500);
  expect(mine.events.filter(({ rescind }) => rescind !== undefined)).toEqual([]);
  const named = (value: number) => kept('everyone/alice', value, { principal: 'admin' });
  await mine.launchAll(offer, [task('too-much', named(2)), task('within', named(1))]);
  await mine.status('too-much', 'TASK_ERROR');
  await mine.status('within', 'TASK_STARTING');
  expect(await reserved()).toMatchObject([{ resources: { cpus: 1 }, used: { cpus: 1 } }]);

  expect((await call(unreserveCall(2)))[0]).toBe(409);
  expect(await call(unreserveCall(0.5))).toEqual([200, '']);
  expect(await reserved()).toMatchObject([{ resources: { cpus: 0.5 } }]);
  expect(await call(unreserveCall(0.5))).toEqual([200, '']);
  expect(await reserved()).toEqual([]);
  await mine.call({ type: 'TEARDOWN' });
});

test('a volume keeps what its tasks write, one at a time, for its role; its bytes are of what is reserved', async () => {
  const disk = 64 * MiB;
  const volume = (who: Client, more: object = {}) => who.post('/api/volumes', { name: 'data', disk, ...more });
  expect((await volume(alice)).body).toMatchObject({ status: 409, code: 'no-room-for-volume', field: 'disk' });
  const before = (await admin.get('/api/agents/local')).body.total.disk;
  const kept = await reserve(admin, { resources: { disk: 100 * MiB } });
  const made = await volume(alice);
  expect(made.body).toMatchObject({ agent: 'local', role: 'everyone/alice', disk, path: 'data', task: null });
  expect((await volume(alice, { disk: 16 * MiB })).body.code).toBe('volume-exists');
  expect((await volume(alice, { name: 'more' })).body.detail).toContain('at most 36 MiB in one place');
  expect((await volume(bob, { role: 'everyone/alice' })).body.code).toBe('role-not-allowed');
  expect((await admin.get('/api/agents/local')).body).toMatchObject({
    total: { disk: before - disk },
    volumes: [{ role: 'everyone/alice', resources: { disk } }],
  });
  expect(await reserved()).toMatchObject([{ resources: { disk: 100 * MiB }, used: { disk } }]);
  expect((await admin.send('DELETE', `/api/reservations/${kept.body.id}`)).body.code).toBe('volumes-in-reservation');

  const task = (who: Client, line: string, more: object = {}) =>
    who.post('/api/tasks', {
      ...{ command: ['sh', '-c', line], resources: { cpus: 0.1, memory: 64 * MiB } },
      ...{ volumes: [{ volume: 'data', ...more }], graceSeconds: 0 },
    });
  const writer = await task(alice, 'echo kept > data/it && sleep 600');
  expect(writer.status).toBe(201);
  await expect.poll(() => state(alice, writer.body.id)).toBe('running');
  expect((await task(alice, 'true')).body).toMatchObject({ code: 'volume-in-use', field: 'volumes' });
  expect((await task(bob, 'true')).body.code).toBe('volume-not-found');
  expect((await alice.send('DELETE', `/api/volumes/${made.body.id}`)).body.code).toBe('volume-in-use');
  const control = platformProcess(platform.data, 'control');
  if (control === undefined) throw new Error('control does not run');
  process.kill(control, 'SIGKILL');
  await expect.poll(async () => (await alice.get('/api/volumes')).body.items?.[0]?.task).toBe(writer.body.id);
  await alice.post(`/api/tasks/${writer.body.id}/kill`, {});
  await expect.poll(() => state(alice, writer.body.id)).toBe('killed');

  const reader = await task(alice, 'test "$(cat where/it)" = kept && ! touch where/new', {
    path: 'where',
    readOnly: true,
  });
  await expect.poll(() => state(alice, reader.body.id)).toBe('finished');
  expect((await alice.get(`/api/tasks/${reader.body.id}`)).body).toMatchObject({
    volumes: [{ name: 'data', path: 'where', readOnly: true }],
    agent: 'local',
  });
  expect((await bob.send('DELETE', `/api/volumes/${made.body.id}`)).body.code).toBe('volume-not-found');
  expect((await alice.send('DELETE', `/api/volumes/${made.body.id}`)).status).toBe(200);
  expect((await alice.get('/api/volumes')).body.items).toEqual([]);
  expect((await admin.get('/api/agents/local')).body.total.disk).toBe(before);
  expect((await admin.send('DELETE', `/api/reservations/${kept.body.id}`)).status).toBe(200);
});

test('a framework of Mesos makes a volume in its offer, finds it again in a later one, and takes it away', async () => {
  const operator = await tokenOf(admin);
  const role = 'everyone/alice';
  const disk = (value: number, more: object = {}) => ({
    ...{ name: 'disk', type: 'SCALAR', scalar: { value }, ...more },
    reservations: [{ type: 'DYNAMIC', role, principal: 'admin' }],
  });
  const volume = (id: string, value = 40) =>
    disk(value, { disk: { persistence: { id }, volume: { mode: 'RW', container_path: 'data' } } });
  const kept = await reserve(admin, { resources: { disk: 100 * MiB } });
  expect(kept.status).toBe(201);

  const capabilities = [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }, { type: 'PARTITION_AWARE' }];
  const mine = await Scheduler.subscribe(platform.url, await tokenOf(alice), { capabilities, roles: [role] });
  const accept = async (operations: (offer: Told) => object[]) => {
    const offer = await mine.offer(0.2);
    return mine.accept(offer, operations(offer));
  };
  const task = (offer: Told, name: string, value: string, id = 'db#data#1') => ({
    ...{ name, task_id: { value: name }, agent_id: offer.agent_id, command: { shell: true, value } },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 64 } },
      volume(id),
    ],
  });
  const named = (id: string) => ({ id: { value: id } });
  await accept((offer) => [
    { type: 'RESERVE', ...named('r'), reserve: { resources: [disk(1)] } },
    { type: 'CREATE', ...named('too-large'), create: { volumes: [volume('huge', 1000)] } },
    { type: 'CREATE', ...named('made'), create: { volumes: [volume('db#data#1')] } },
    {
      type: 'LAUNCH',
      launch: {
        task_infos: [
          task(offer, 'writes', 'echo kept > data/it && sleep 600'),
          task(offer, 'both', 'true'),
          task(offer, 'none', 'true', 'nothing'),
        ],
      },
    },
  ]);
  const told = async (id: string) =>
    (await mine.find(({ update_operation_status: it }) => it?.status.operation_id.value === id)).update_operation_status
      .status;
  expect((await told('r')).state).toBe('OPERATION_ERROR');
  expect(await told('too-large')).toMatchObject({
    state: 'OPERATION_ERROR',
    message: expect.stringContaining('reserved disk'),
  });
  expect(await told('made')).toMatchObject({
    state: 'OPERATION_FINISHED',
    converted_resources: [{ scalar: { value: 40 }, disk: { persistence: { id: 'db#data#1', principal: 'alice' } } }],
  });
  await mine.status('both', 'TASK_ERROR');
  await mine.status('none', 'TASK_ERROR');
  await mine.until('writes', 'TASK_RUNNING');
  expect((await alice.get('/api/volumes')).body.items).toMatchObject([
    { name: 'db#data#1', disk: 40 * MiB, path: 'data' },
  ]);
  expect(JSON.stringify(await mine.offer(0.1))).not.toContain('db#data#1');
  expect((await operate(operator, { type: 'GET_AGENTS' }))[1]).toContain('db#data#1');
  expect((await operate(await tokenOf(bob), { type: 'GET_AGENTS' }))[1]).not.toContain('everyone/alice');
  await mine.call({
    type: 'RECONCILE_OPERATIONS',
    reconcile_operations: { operations: [{ operation_id: { value: 'unheard' } }] },
  });
  expect((await told('unheard')).state).toBe('OPERATION_UNKNOWN');

  await mine.call({ type: 'KILL', kill: { task_id: { value: 'writes' } } });
  await mine.until('writes', 'TASK_KILLED');
  const again = async () => {
    const offer = await mine.offer(0.2);
    if (JSON.stringify(offer).includes('db#data#1')) return offer;
    await mine.accept(offer, []);
    return null;
  };
  let found: Told = null;
  await expect.poll(async () => (found ??= await again())).not.toBeNull();
  await mine.accept(found, [
    { type: 'LAUNCH', launch: { task_infos: [task(found, 'reads', 'test "$(cat data/it)" = kept')] } },
  ]);
  await mine.until('reads', 'TASK_FINISHED');
  found = null;
  await expect.poll(async () => (found ??= await again())).not.toBeNull();
  await mine.accept(found, [{ type: 'DESTROY', ...named('gone'), destroy: { volumes: [volume('db#data#1')] } }]);
  expect((await told('gone')).state).toBe('OPERATION_FINISHED');
  await expect.poll(async () => (await alice.get('/api/volumes')).body.items).toEqual([]);
  await mine.call({ type: 'TEARDOWN' });

  const call = (type: string, key: string, volumes: object[]) =>
    operate(operator, { type, [key]: { agent_id, volumes } });
  expect((await call('CREATE_VOLUMES', 'create_volumes', [volume('o', 1000)]))[0]).toBe(409);
  expect(await call('CREATE_VOLUMES', 'create_volumes', [volume('o')])).toEqual([200, '']);
  expect((await call('DESTROY_VOLUMES', 'destroy_volumes', [volume('other')]))[0]).toBe(409);
  expect(await call('DESTROY_VOLUMES', 'destroy_volumes', [volume('o')])).toEqual([200, '']);
  expect((await admin.send('DELETE', `/api/reservations/${kept.body.id}`)).status).toBe(200);
});
