import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { Scheduler, type Told } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** What bob tries on what is kept for alice: her volume, what is reserved for her, and the agent that has both. */

const MiB = 2 ** 20;
const role = 'everyone/alice';

let platform: Platform;
let admin: Client;
let alice: Client;
let bob: Client;
let hers: string;
const tokens = { alice: '', bob: '' };

beforeAll(async () => {
  platform = await startPlatform({ settings: { python: 'off', 'cluster.grace-seconds': '1' } });
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  bob = await newPerson(admin, 'bob');
  for (const [name, person] of Object.entries({ alice, bob }))
    Object.assign(tokens, { [name]: (await person.post('/api/tokens', { name: 'framework' })).body.token });
  expect((await reserve(role)).status).toBe(201);
  const made = await alice.post('/api/volumes', { name: 'data', disk: 40 * MiB });
  expect(made.status).toBe(201);
  hers = made.body.id;
});
afterAll(() => platform?.stop());

const reserve = (whose: string) =>
  admin.post('/api/reservations', { agent: 'local', role: whose, resources: { disk: 100 * MiB } });
const volumesOf = async (who: Client) => (await who.get('/api/volumes')).body.items;
const task = (who: Client, line: string, more: object = {}) =>
  who.post('/api/tasks', {
    ...{ command: ['sh', '-c', line], resources: { cpus: 0.1, memory: 64 * MiB }, graceSeconds: 0 },
    ...more,
  });
const until = (who: Client, id: string, state: string) =>
  expect.poll(async () => (await who.get(`/api/tasks/${id}`)).body.state).toBe(state);

const capabilities = [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }, { type: 'PARTITION_AWARE' }];
const subscribe = (who: keyof typeof tokens, roles: readonly string[] = [`everyone/${who}`]) =>
  Scheduler.subscribe(platform.url, tokens[who], { capabilities, roles });
const disk = (whose: string, value: number, more: object = {}) => ({
  ...{ name: 'disk', type: 'SCALAR', scalar: { value }, ...more },
  reservations: [{ type: 'DYNAMIC', role: whose, principal: 'admin' }],
});
const volume = (whose: string, id: string, value = 40, path = 'data') =>
  disk(whose, value, { disk: { persistence: { id }, volume: { mode: 'RW', container_path: path } } });
const named = (id: string) => ({ id: { value: id } });
const create = (id: string, volumes: object[]) => ({ type: 'CREATE', ...named(id), create: { volumes } });
const destroy = (id: string, volumes: object[]) => ({ type: 'DESTROY', ...named(id), destroy: { volumes } });
const infoOf = (offer: Told, name: string, volumes: object[]) => ({
  ...{ name, task_id: { value: name }, agent_id: offer.agent_id, command: { shell: true, value: 'cat data/*' } },
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 64 } },
    ...volumes,
  ],
});
const told = async (framework: Scheduler, id: string) =>
  (await framework.find(({ update_operation_status: it }) => it?.status.operation_id.value === id))
    .update_operation_status.status;

test('a volume of another is not there, and makes nobody known', async () => {
  expect(await volumesOf(bob)).toEqual([]);
  for (const name of [hers, 'data'])
    for (const more of [{}, { role: 'everyone' }])
      expect((await task(bob, 'cat data/*', { volumes: [{ volume: name }], ...more })).body.code).toBe(
        'volume-not-found',
      );
  expect((await task(bob, 'true', { volumes: [{ volume: hers }], role })).body.code).toBe('role-not-allowed');
  expect((await bob.send('DELETE', `/api/volumes/${hers}`)).body).toEqual(
    expect.objectContaining({ status: 404, code: 'volume-not-found' }),
  );
  const asked = { name: 'x', disk: MiB };
  const answers = [role, 'everyone/nobody', 'nobody', 'nobody/bob', 'everyone'].map(async (whose) => {
    const { status, code } = (await bob.post('/api/volumes', { ...asked, role: whose })).body;
    return [whose, status, code];
  });
  expect(new Set((await Promise.all(answers)).map(([, ...rest]) => rest.join()))).toEqual(
    new Set(['403,role-not-allowed']),
  );
  expect(await volumesOf(alice)).toMatchObject([{ id: hers, task: null, leaving: false }]);
});

test('names and places that lead out, and more files than there is disk for, are refused', async () => {
  const make = async (more: object) => (await alice.post('/api/volumes', { name: 'odd', disk: MiB, ...more })).status;
  for (const name of ['', '.', '..', 'a/b', '../x', 'a\n', 'a\0', ' a', '-a', 'a b', 'é', '\ud800', 'x'.repeat(256)])
    expect([name, await make({ name })]).toEqual([name, 400]);
  const paths = [
    '',
    '/etc',
    '..',
    '../x',
    'a/../../x',
    'a/..',
    './a',
    'a/./b',
    'a\nb',
    'a\0',
    'a\u009b',
    'x'.repeat(257),
  ];
  for (const path of paths) {
    expect([path, await make({ path })]).toEqual([path, 400]);
    expect((await task(alice, 'true', { volumes: [{ volume: 'data', path }] })).status).toBe(400);
  }
  for (const files of [4e9, 1e6, 10_000]) expect([files, await make({ files })]).toEqual([files, 409]);
  for (const size of [0, -1, 1.5, 1e19, 'all']) expect(await make({ disk: size })).toBe(400);
  expect(await volumesOf(alice)).toHaveLength(1);
});

test('a framework makes, uses and takes away nothing out of what is not its role’s, or was said twice', async () => {
  const everybodys = await reserve('everyone');
  const thief = await subscribe('bob');
  const offer = await thief.offer(0.2);
  expect(JSON.stringify(offer)).not.toContain(role);
  const own = 'everyone/bob';
  await thief.accept(offer, [
    create('hers', [volume(role, 'mine')]),
    create('invented', [volume(own, 'mine')]),
    create('all', [volume('everyone', 'mine')]),
    create('nobody', [volume('*', 'mine')]),
    create('out', [volume('everyone', 'mine', 1, '../..')]),
    destroy('gone', [volume(role, 'data')]),
    destroy('forged', [volume('everyone', hers)]),
    { type: 'LAUNCH', launch: { task_infos: [infoOf(offer, 'reads', [volume(role, 'data')])] } },
  ]);
  for (const id of ['hers', 'invented', 'all', 'nobody', 'out', 'gone', 'forged'])
    expect([id, (await told(thief, id)).state]).toEqual([id, 'OPERATION_ERROR']);
  await thief.status('reads', 'TASK_ERROR');
  await thief.accept(offer, [create('stale', [volume(own, 'mine')])]);
  expect((await told(thief, 'stale')).state).toBe('OPERATION_DROPPED');

  const mine = await subscribe('alice');
  await thief.call({ type: 'DECLINE', decline: { offer_ids: [{ value: 'none' }] } });
  const room = await mine.offer(0.2);
  await thief.accept(room, [destroy('stolen', [volume(role, 'data')])]);
  expect((await told(thief, 'stolen')).state).toBe('OPERATION_DROPPED');
  await mine.accept(room, [
    create('both', [volume(role, 'a', 30), volume(role, 'b', 31)]),
    create('one', [volume(role, 'a', 30)]),
    create('again', [volume(role, 'a', 10)]),
    create('twice', [volume(role, 'c', 2), volume(role, 'c', 2)]),
    {
      type: 'LAUNCH',
      launch: { task_infos: [infoOf(room, 'same', [volume(role, 'data'), volume(role, 'a', 30)])] },
    },
    destroy('first', [volume(role, 'a', 30)]),
    destroy('second', [volume(role, 'a', 30)]),
  ]);
  expect((await told(mine, 'one')).state).toBe('OPERATION_FINISHED');
  for (const id of ['both', 'again', 'twice', 'second'])
    expect([id, (await told(mine, id)).state]).toEqual([id, 'OPERATION_ERROR']);
  await mine.status('same', 'TASK_ERROR');
  expect((await told(mine, 'first')).state).toBe('OPERATION_FINISHED');
  await expect.poll(async () => (await volumesOf(alice)).map(({ name }: Told) => name)).toEqual(['data']);

  const reconcile = (operation_id: string) =>
    thief.call({
      ...{ type: 'RECONCILE_OPERATIONS' },
      reconcile_operations: { operations: [{ operation_id: { value: operation_id } }] },
    });
  await reconcile('one');
  expect((await told(thief, 'one')).state).toBe('OPERATION_UNKNOWN');
  for (const each of [thief, mine]) {
    expect(each.events.filter(({ type }) => type === 'ERROR' || type === 'BROKEN')).toEqual([]);
    await each.call({ type: 'TEARDOWN' });
  }
  expect((await admin.send('DELETE', `/api/reservations/${everybodys.body.id}`)).status).toBe(200);
});

test('an id, labels and files to fetch of a megabyte are kept by nobody', async () => {
  const thief = await subscribe('bob');
  const offer = await thief.offer(0.1);
  const long = 'x'.repeat(1_000_000);
  expect(await thief.accept(offer, [destroy(long, [volume(role, 'data')])])).toBe(400);
  expect(await thief.accept(offer, [destroy('said', [volume(long, long)])])).toBe(202);
  expect((await told(thief, 'said')).message.length).toBeLessThan(2000);
  const next = await thief.offer(0.1);
  const labels = { labels: [{ key: 'k', value: long.slice(0, 500_000) }] };
  expect(await thief.launchAll(next, [{ ...infoOf(next, 'labelled', []), labels }])).toBe(202);
  expect((await thief.status('labelled', 'TASK_ERROR')).update.status.message).toContain('too long');
  const fetch = Array.from({ length: 50 }, () => ({ uri: `http://localhost/${long.slice(0, 1900)}` }));
  expect((await task(bob, 'true', { fetch })).body.code).toBe('command-too-long');
  await thief.call({ type: 'TEARDOWN' });
});

test('what operators do, others do not', async () => {
  const agent_id = { value: 'local' };
  const volumes = [volume(role, 'data')];
  const headers = { authorization: `Bearer ${tokens.bob}`, 'content-type': 'application/json' };
  const calls = {
    create_volumes: { agent_id, volumes: [volume(role, 'x', 1)] },
    destroy_volumes: { agent_id, volumes },
    reserve_resources: { agent_id, resources: [disk('everyone/bob', 1)] },
    unreserve_resources: { agent_id, resources: [disk(role, 1)] },
    mark_agent_gone: { agent_id },
    drain_agent: { agent_id },
    deactivate_agent: { agent_id },
    reactivate_agent: { agent_id },
  };
  for (const [name, said] of Object.entries(calls)) {
    const body = JSON.stringify({ type: name.toUpperCase(), [name]: said });
    const answer = await fetch(`${platform.url}/mesos/api/v1`, { method: 'POST', headers, body });
    expect([name, answer.status >= 400 && answer.status < 500]).toEqual([name, true]);
  }
  expect((await admin.get('/api/agents/local')).body).toMatchObject({ state: 'active' });
  expect(await volumesOf(alice)).toMatchObject([{ id: hers, disk: 40 * MiB, leaving: false }]);
  expect((await bob.post('/api/agents/local/gone', {})).status).toBe(403);
});

test('links that a member plants in a group’s volume lead another member nowhere that is not his own', async () => {
  expect((await admin.post('/api/groups', { name: 'crew' })).status).toBe(201);
  const kept = await reserve('crew');
  for (const whose of ['crew', 'crew/bob'])
    expect((await bob.post('/api/volumes', { name: 'mine', disk: MiB, role: whose })).body.code).toBe(
      'role-not-allowed',
    );
  for (const name of ['alice', 'bob'])
    expect((await admin.send('PUT', `/api/groups/crew/members/${name}`)).status).toBeLessThan(300);
  expect(kept.status).toBe(201);
  const made = await bob.post('/api/volumes', { name: 'shared', role: 'crew', disk: 40 * MiB });
  expect(made.status).toBe(201);
  const mine = { role: 'crew', volumes: [{ volume: 'shared', path: 'data' }] };
  const plant = [
    'ln -s /etc/shadow data/shadow',
    'ln -s / data/root',
    `ln -s ${platform.data} data/platform`,
    'ln -s ../../../../../.. data/up',
    'cp /bin/sh data/sh && chmod 6755 data/sh',
  ];
  const planted = await task(bob, plant.join(' && '), mine);
  await until(bob, planted.body.id, 'finished');
  const path = (where: string) => `/api/tasks/${planted.body.id}/files?path=${encodeURIComponent(where)}`;
  for (const where of ['data', 'data/shadow', 'data/root/etc/passwd', 'data/up/etc', 'data/../../..'])
    expect([where, (await bob.get(path(where))).status >= 400]).toEqual([where, true]);
  // Were bits of another's program heeded, it would run with more rights than who starts it has.
  const looks =
    'set -e; ! cat data/shadow; ! ls data/platform/control data/platform/agent; test "$(data/sh -c "id -u")" = "$(id -u)"';
  const looked = await task(alice, looks, mine);
  await expect
    .poll(async () => (await alice.get(`/api/tasks/${looked.body.id}`)).body)
    .toMatchObject({ state: 'finished' });

  const framework = await subscribe('bob', ['crew/bob']);
  const offer = await framework.offer(0.1);
  expect(JSON.stringify(offer)).toContain('shared');
  const waits = await task(bob, 'sleep 600', mine);
  await until(bob, waits.body.id, 'running');
  expect((await admin.send('DELETE', '/api/groups/crew/members/bob')).status).toBeLessThan(300);
  await framework.accept(offer, [destroy('late', [volume('crew', 'shared')])]);
  await expect
    .poll(async () => (await alice.get('/api/volumes')).body.items)
    .toMatchObject([{ name: 'data' }, { name: 'shared', task: null, leaving: false }]);
  expect((await task(bob, 'true', mine)).body.code).toBe('role-not-allowed');
  expect((await bob.send('DELETE', `/api/volumes/${made.body.id}`)).body.code).toBe('volume-not-found');
  expect((await alice.send('DELETE', `/api/volumes/${made.body.id}`)).status).toBe(200);
});
