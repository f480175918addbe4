import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readBinary } from './codec/read-binary.ts';
import { readJson } from './codec/read-json.ts';
import { writeBinary } from './codec/write-binary.ts';
import { OperatorCall } from './messages/operator-call.ts';
import { OperatorResponse } from './messages/operator-response.ts';
import { type Subscription, startMaster } from './testing/master.ts';

let master: Awaited<ReturnType<typeof startMaster>>;
let alice: Subscription;

const operator = { path: '/api/v1' };
const get = async (path: string, as = 'alice') => {
  const answer = await master.call(undefined, { path, as, method: 'GET' });
  expect([path, answer.status]).toEqual([path, 200]);
  return JSON.parse(await answer.text());
};
const ask = async (type: string, as = 'alice') => {
  const answer = await master.call({ type }, { ...operator, as });
  expect([type, answer.status]).toEqual([type, 200]);
  return readJson(OperatorResponse, await answer.json());
};

beforeEach(async () => {
  master = await startMaster();
  alice = await master.subscribe({ name: 'ünïcode' });
  await alice.next('SUBSCRIBED');
  const resources = [{ name: 'cpus', type: 'SCALAR', scalar: { value: 0.5 } }];
  const task = {
    name: 't',
    task_id: { value: 't1' },
    agent_id: { value: 'agent-1' },
    resources,
    command: { value: 'x' },
  };
  const accept = { offer_ids: [{ value: '1-0' }], operations: [{ type: 'LAUNCH', launch: { task_infos: [task] } }] };
  await alice.call({ type: 'ACCEPT', accept });
  await alice.next('UPDATE');
});
afterEach(async () => {
  expect(master.failures).toEqual([]);
  await master.close();
});

test('operators are answered what they ask for, in JSON and in protobuf', async () => {
  expect((await ask('GET_HEALTH')).get_health?.healthy).toBe(true);
  expect((await ask('GET_VERSION')).get_version?.version_info.version).toBe('1.11.0');
  expect((await ask('GET_MASTER')).get_master?.master_info?.id).toBe('m');
  expect((await ask('GET_AGENTS')).get_agents?.agents).toMatchObject([
    { agent_info: { hostname: 'here', id: { value: 'agent-1' } }, active: true },
  ]);
  expect((await ask('GET_FRAMEWORKS')).get_frameworks?.frameworks).toMatchObject([
    { framework_info: { name: 'ünïcode', principal: 'alice' }, connected: true },
  ]);
  expect((await ask('GET_TASKS')).get_tasks?.tasks).toMatchObject([
    { task_id: { value: 't1' }, state: 'TASK_RUNNING' },
  ]);
  expect((await ask('GET_ROLES')).get_roles?.roles).toMatchObject([
    { name: 'everyone/alice', weight: 1, resources: [{ name: 'cpus', scalar: { value: 0.5 } }] },
  ]);
  expect((await ask('GET_QUOTA')).get_quota?.status.configs).toMatchObject([{ role: 'everyone/alice' }]);
  const metrics = new Map((await ask('GET_METRICS')).get_metrics?.metrics.map(({ name, value }) => [name, value]));
  expect(metrics.get('master/tasks_running')).toBe(1);
  for (const type of ['GET_FLAGS', 'GET_EXECUTORS', 'GET_WEIGHTS']) expect((await ask(type)).type).toBe(type);
  const media = 'application/x-protobuf';
  const answer = await master.call(writeBinary(OperatorCall, { type: 'GET_STATE' }), {
    path: '/api/v1/operator',
    headers: { 'content-type': media, accept: media },
  });
  expect(answer.headers.get('content-type')).toBe(media);
  expect(readBinary(OperatorResponse, Buffer.from(await answer.arrayBuffer())).get_state).toMatchObject({
    get_tasks: { tasks: [{ name: 't' }] },
    get_frameworks: { frameworks: [{ framework_info: { name: 'ünïcode' } }] },
    get_agents: { agents: [{ agent_info: { hostname: 'here' } }] },
  });
  expect((await master.call({ type: 'GROW_VOLUME' }, operator)).status).toBe(501);
  expect((await master.call({}, operator)).status).toBe(400);
});

test('an operator who watches is told the state, and what changes in it', async () => {
  const watcher = await master.watch();
  expect(await watcher.next('SUBSCRIBED')).toMatchObject({
    subscribed: { get_state: { get_tasks: { tasks: [{ name: 't' }] } }, heartbeat_interval_seconds: 15 },
  });
  await watcher.next('HEARTBEAT');
  const other = await master.subscribe();
  await other.next('SUBSCRIBED');
  expect(await watcher.next('FRAMEWORK_ADDED')).toMatchObject({ framework_added: { framework: { connected: true } } });
  master.core.tell(alice.id, 't1', 'TASK_FINISHED');
  expect(await watcher.next('TASK_UPDATED')).toMatchObject({ task_updated: { state: 'TASK_FINISHED' } });
  await other.call({ type: 'TEARDOWN' });
  expect(await watcher.next('FRAMEWORK_REMOVED')).toMatchObject({
    framework_removed: { framework_info: { id: { value: other.id } } },
  });
});

test('who is no administrator any more watches everybody no further', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    master.administrators.add('bob');
    const watcher = await master.watch('bob');
    expect(JSON.stringify(await watcher.next('SUBSCRIBED'))).toContain('t1');
    await watcher.next('HEARTBEAT');
    vi.advanceTimersByTime(15_000);
    await watcher.next('HEARTBEAT');
    master.administrators.clear();
    vi.advanceTimersByTime(15_000);
    await watcher.ended;
  } finally {
    vi.useRealTimers();
  }
});

test('an account watches no more than so many times at once', async () => {
  const open = await Promise.all(Array.from({ length: 10 }, () => master.watch()));
  for (const each of open) await each.next('SUBSCRIBED');
  const over = await master.watch();
  expect(over.answer.status).toBe(429);
  const others = await master.call({ type: 'GET_HEALTH' }, { path: '/api/v1', as: 'bob' });
  expect(others.status).toBe(200);
});

test('the older endpoints are read as before, with and without /master and .json', async () => {
  const task = {
    id: 't1',
    framework_id: alice.id,
    slave_id: 'agent-1',
    state: 'TASK_RUNNING',
    resources: { cpus: 0.5 },
  };
  for (const path of ['/state', '/master/state', '/state.json', '/master/state.json'])
    expect(await get(path)).toMatchObject({
      id: 'm',
      activated_slaves: 1,
      slaves: [{ id: 'agent-1', resources: { cpus: 4, mem: 8192, ports: '[31000-31009]' } }],
      frameworks: [{ name: 'ünïcode', active: true, tasks: [task] }],
      completed_frameworks: [],
    });
  expect(await get('/state-summary')).toMatchObject({
    slaves: [{ TASK_RUNNING: 1, framework_ids: [alice.id] }],
    frameworks: [{ TASK_RUNNING: 1, slave_ids: ['agent-1'] }],
  });
  expect(await get('/tasks?limit=1&task_id=t1')).toMatchObject({ tasks: [task] });
  expect(await get('/tasks?task_id=none')).toEqual({ tasks: [] });
  expect(await get('/frameworks')).toMatchObject({ frameworks: [{ id: alice.id }] });
  expect(await get('/slaves')).toMatchObject({ slaves: [{ hostname: 'here' }] });
  expect(await get('/roles')).toMatchObject({ roles: [{ name: 'everyone/alice', frameworks: [alice.id] }] });
  expect(await get('/weights')).toEqual([{ role: 'everyone/alice', weight: 1 }]);
  expect(await get('/quota')).toMatchObject({ infos: [{ role: 'everyone/alice' }] });
  expect(await get('/flags')).toMatchObject({ flags: { heartbeat_interval: '15secs' } });
  expect(await get('/version')).toEqual({ version: '1.11.0' });
  expect(await get('/metrics/snapshot')).toMatchObject({ 'master/elected': 1, 'master/tasks_running': 1 });
  const text = await (await master.call(undefined, { path: '/frameworks', method: 'GET' })).text();
  expect(text).toContain('\\u00fcn\\u00efcode');
  expect((await master.call(undefined, { path: '/health', method: 'GET' })).status).toBe(200);
  expect((await master.call(undefined, { path: '/nothing', method: 'GET' })).status).toBe(404);
  expect((await master.call(undefined, { path: '/tasks?limit=x', method: 'GET' })).status).toBe(400);
});

test('what others run does not exist for the caller', async () => {
  for (const path of ['/state', '/tasks', '/frameworks', '/roles', '/state-summary'])
    expect(JSON.stringify(await get(path, 'bob'))).not.toMatch(/t1|alice|ünïcode/);
  expect((await ask('GET_STATE', 'bob')).get_state).toMatchObject({
    get_tasks: { tasks: [] },
    get_frameworks: { frameworks: [] },
    get_agents: { agents: [{}] },
  });
  const teardown = { type: 'TEARDOWN', teardown: { framework_id: { value: alice.id } } };
  expect((await master.call(teardown, { ...operator, as: 'bob' })).status).toBe(400);
  expect(master.core.find(alice.id)?.state).toBe('connected');
  expect((await master.call(teardown, operator)).status).toBe(200);
  expect(master.core.find(alice.id)?.state).toBe('completed');
});
