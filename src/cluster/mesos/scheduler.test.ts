import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBinary } from './codec/read-binary.ts';
import { readJson } from './codec/read-json.ts';
import { RecordReader } from './codec/record-io.ts';
import { writeBinary } from './codec/write-binary.ts';
import { SchedulerCall } from './messages/scheduler-call.ts';
import { SchedulerEvent } from './messages/scheduler-event.ts';
import { startMaster } from './testing/master.ts';

let master: Awaited<ReturnType<typeof startMaster>>;

beforeEach(async () => {
  master = await startMaster();
});
afterEach(async () => {
  expect(master.failures).toEqual([]);
  await master.close();
});

const said = async (answer: Promise<Response>) => {
  const given = await answer;
  return [given.status, await given.text()];
};
const subscribe = { type: 'SUBSCRIBE', subscribe: { framework_info: { user: 'root', name: 'f' } } };
const task = (id: string, more: object = {}) => ({
  name: id,
  task_id: { value: id },
  agent_id: { value: 'agent-1' },
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: '0.5' } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 64 } },
  ],
  command: { value: 'sleep 1' },
  ...more,
});
const launch = (...tasks: object[]) => [{ type: 'LAUNCH', launch: { task_infos: tasks } }];

test('calls are checked in the order in which a Mesos master checks them', async () => {
  const { call } = master;
  expect(await said(call(subscribe, { as: 'mallory' }))).toMatchObject([401, expect.stringContaining('token')]);
  expect((await call(undefined, { method: 'GET' })).status).toBe(405);
  const bare = await fetch(`${master.url}/mesos/api/v1/scheduler`, {
    method: 'POST',
    body: new Uint8Array([1]),
    headers: { authorization: 'Bearer alice' },
  });
  expect([bare.status, await bare.text()]).toEqual([400, "Expecting 'Content-Type' to be present"]);
  expect((await call('x', { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  expect(await said(call('{', {}))).toMatchObject([400, expect.stringMatching(/^Failed to parse body into JSON/)]);
  expect(await said(call({ accept: 1 }))).toMatchObject([
    400,
    expect.stringMatching(/^Failed to convert JSON into Call/),
  ]);
  const garbage = Buffer.from('{"type":"TEARDOWN"}');
  expect(await said(call(garbage, { headers: { 'content-type': 'application/x-protobuf' } }))).toMatchObject([
    400,
    expect.stringMatching(/^Failed to parse body into Call protobuf/),
  ]);
  for (const [body, expected] of [
    [{}, "Expecting 'type' to be present"],
    [{ type: 'NEW_CALL' }, "Expecting 'type' to be present"],
    [{ type: 'SUBSCRIBE' }, "Expecting 'subscribe' to be present"],
    [{ type: 'REVIVE' }, "Expecting 'framework_id' to be present"],
    [{ type: 'KILL', framework_id: { value: 'x' } }, "Expecting 'kill' to be present"],
    [{ ...subscribe, framework_id: { value: 'x' } }, "'framework_id' differs from 'subscribe.framework_info.id'"],
  ] as const)
    expect(await said(call(body))).toEqual([400, `Failed to validate scheduler::Call: ${expected}`]);
  expect((await call(subscribe, { headers: { accept: 'text/html' } })).status).toBe(406);
  expect((await call(subscribe, { headers: { 'mesos-stream-id': 'x' } })).status).toBe(400);
  const revive = { type: 'REVIVE', framework_id: { value: 'nobody' } };
  expect(await said(call(revive))).toEqual([400, 'Framework cannot be found']);
  const alice = await master.subscribe();
  await alice.next('SUBSCRIBED');
  const own = { ...revive, framework_id: { value: alice.id } };
  expect(await said(call(own, { as: 'bob' }))).toEqual([400, 'Call does not have the right principal']);
  expect(await said(call(own))).toMatchObject([400, expect.stringContaining("include the 'Mesos-Stream-Id'")]);
  expect(await said(call(own, { headers: { 'mesos-stream-id': 'stale' } }))).toMatchObject([
    400,
    expect.stringContaining("didn't match the stream ID"),
  ]);
  expect(await said(alice.call({ type: 'REVIVE' }))).toEqual([202, '']);
  expect(await said(alice.call({ type: 'RECONCILE_OPERATIONS' }))).toMatchObject([400, expect.anything()]);
  const acknowledge = { agent_id: { value: 'a' }, task_id: { value: 't' }, uuid: 'AAAA' };
  expect(await said(alice.call({ type: 'ACKNOWLEDGE', acknowledge }))).toMatchObject([
    400,
    expect.stringContaining('UUID'),
  ]);
});

test('a framework subscribes, launches, acknowledges, kills, reconciles and fails over', async () => {
  const first = await master.subscribe({ failover_timeout: 60 });
  expect(first.answer.headers.get('content-type')).toBe('application/json');
  const subscribed = await first.next('SUBSCRIBED');
  expect(subscribed).toMatchObject({ subscribed: { heartbeat_interval_seconds: 15, master_info: { id: 'm' } } });
  await first.next('HEARTBEAT');
  const { offers } = (await first.next('OFFERS')) as unknown as { offers: { offers: Record<string, unknown>[] } };
  const [offer] = offers.offers;
  expect(offer).toMatchObject({
    agent_id: { value: 'agent-1' },
    hostname: 'here',
    url: { scheme: 'http', address: { hostname: 'here' } },
    attributes: [{ name: 'zone', type: 'TEXT', text: { value: 'a' } }],
    resources: [
      { name: 'cpus', scalar: { value: 4 }, role: '*' },
      { name: 'mem', scalar: { value: 8192 } },
      { name: 'disk', scalar: { value: 1024 } },
      { name: 'ports', ranges: { range: [{ begin: 31_000, end: 31_009 }] } },
    ],
  });
  expect(JSON.stringify(offer)).not.toContain('allocation_info');
  const accept = { offer_ids: [offer?.id], operations: launch(task('t1')), filters: { refuse_seconds: 2 } };
  expect((await first.call({ type: 'ACCEPT', accept })).status).toBe(202);
  expect(master.core.asked).toContainEqual(['accept', ['1-0'], 2000]);
  const update = (await first.next('UPDATE')) as unknown as { update: { status: Record<string, string> } };
  expect(update.update.status).toMatchObject({
    task_id: { value: 't1' },
    state: 'TASK_RUNNING',
    source: 'SOURCE_EXECUTOR',
    timestamp: 1_500_000_000.25,
    executor_id: { value: 't1' },
  });
  const { uuid } = update.update.status;
  const acknowledge = { agent_id: { value: 'agent-1' }, task_id: { value: 't1' }, uuid };
  await first.call({ type: 'ACKNOWLEDGE', acknowledge });
  const hex = Buffer.from(uuid ?? '', 'base64').toString('hex');
  expect(master.core.asked).toContainEqual(['acknowledge', 't1', 'agent-1', hex]);

  const second = await master.subscribe({ failover_timeout: 60 }, { id: first.id });
  await second.next('SUBSCRIBED');
  expect(await first.next('ERROR')).toEqual({ type: 'ERROR', error: { message: 'Framework failed over' } });
  await first.ended;
  expect((await first.call({ type: 'REVIVE' })).status).toBe(400);
  await second.call({ type: 'RECONCILE', reconcile: {} });
  const known = (await second.next('UPDATE')) as unknown as { update: { status: Record<string, string> } };
  expect(known.update.status).toMatchObject({ state: 'TASK_RUNNING', reason: 'REASON_RECONCILIATION' });
  expect(known.update.status.uuid).toBeUndefined();
  const kill = { task_id: { value: 't1' }, kill_policy: { grace_period: { nanoseconds: 3e9 } } };
  await second.call({ type: 'KILL', kill });
  expect(master.core.asked).toContainEqual(['kill', 't1', null, 3000]);
  expect(await second.next('UPDATE')).toMatchObject({ update: { status: { state: 'TASK_KILLED' } } });
  expect((await second.call({ type: 'TEARDOWN' })).status).toBe(202);
  await second.ended;
  const third = await master.subscribe({}, { id: second.id });
  expect(await third.next('ERROR')).toEqual({ type: 'ERROR', error: { message: 'Framework has been removed' } });
});

test('the same in protobuf, as records where those are asked for', async () => {
  const body = writeBinary(SchedulerCall, readJson(SchedulerCall, subscribe));
  const headers = {
    'content-type': 'application/x-protobuf',
    accept: 'application/recordio',
    'message-accept': 'application/x-protobuf',
  };
  const answer = await master.call(body, { headers });
  expect(answer.headers.get('content-type')).toBe('application/recordio');
  expect(answer.headers.get('message-content-type')).toBe('application/x-protobuf');
  const reader = new RecordReader(100_000);
  const events: unknown[] = [];
  for await (const chunk of answer.body ?? []) {
    for (const record of reader.take(chunk)) events.push(readBinary(SchedulerEvent, record));
    if (events.length >= 3) break;
  }
  expect(events).toMatchObject([{ type: 'SUBSCRIBED' }, { type: 'HEARTBEAT' }, { type: 'OFFERS' }]);
});

test('a framework uses only the roles of its account, and only its own id', async () => {
  const capabilities = [{ type: 'MULTI_ROLE' }, { type: 'OF_THE_FUTURE' }];
  for (const [info, message] of [
    [{ role: 'everyone/bob' }, "Not authorized to use role 'everyone/bob'"],
    [{ roles: ['everyone/alice', 'root'], capabilities }, "Not authorized to use role 'root'"],
    [{ roles: ['everyone/alice'] }, "'FrameworkInfo.roles' must not be set when"],
    [{ failover_timeout: 'Infinity' }, 'The specified failover_timeout'],
  ] as const) {
    const refused = await master.subscribe(info);
    expect(refused.answer.status).toBe(200);
    expect(JSON.stringify(await refused.next('ERROR'))).toContain(message);
    await refused.ended;
  }
  expect(
    await said(
      master.call({ ...subscribe, subscribe: { framework_info: { user: 'x', name: 'f', principal: 'bob' } } }),
    ),
  ).toEqual([400, expect.stringContaining("Authenticated principal 'alice' does not match principal 'bob'")]);
  const alice = await master.subscribe({ roles: ['team/alice'], capabilities });
  await alice.next('SUBSCRIBED');
  expect(await alice.next('OFFERS')).toMatchObject({
    offers: {
      offers: [
        {
          allocation_info: { role: 'team/alice' },
          resources: [{ allocation_info: { role: 'team/alice' } }, {}, {}, {}],
        },
      ],
    },
  });
  const bob = await master.subscribe({}, { id: alice.id, as: 'bob' });
  expect(JSON.stringify(await bob.next('ERROR'))).toContain('Not authorized to subscribe as framework');
  expect((await alice.call({ type: 'SUPPRESS' })).status).toBe(202);
  const framework_info = { user: 'x', name: 'renamed', id: { value: alice.id }, roles: ['everyone/bob'], capabilities };
  const update = { type: 'UPDATE_FRAMEWORK', update_framework: { framework_info } };
  expect((await alice.call(update)).status).toBe(400);
  framework_info.roles = ['everyone/alice'];
  expect(await said(alice.call(update))).toEqual([200, '']);
  expect(master.core.find(alice.id)).toMatchObject({ name: 'renamed', roles: ['everyone/alice'] });
});

test('tasks that ask for what is not there end as TASK_ERROR, each with why, and the others run', async () => {
  const framework = await master.subscribe();
  await framework.next('SUBSCRIBED');
  const scalar = (name: string, value: unknown) => ({ name, type: 'SCALAR', scalar: { value } });
  const strange: [object, string][] = [
    [{ resources: [scalar('gpus', 1)] }, "There is no resource 'gpus' here"],
    [{ resources: [scalar('cpus', -1)] }, 'Invalid scalar'],
    [{ resources: [scalar('cpus', 'NaN')] }, 'Invalid scalar'],
    [{ resources: [{ ...scalar('cpus', 1), revocable: {} }] }, 'Revocable'],
    [{ resources: [] }, 'no resources'],
    [{ task_id: { value: '../up' } }, 'is not a task id'],
    [{ container: { type: 'DOCKER', docker: { image: 'x' } } }, 'ask for NONE instead of HOST'],
    [{ container: { type: 'DOCKER', docker: { image: 'x', network: 'NONE', privileged: true } } }, 'not privileged'],
    [{ container: { type: 'DOCKER', docker: { image: '../x', network: 'NONE' } } }, "'../x' is no image"],
    [{ container: { type: 'MESOS', mesos: { image: { type: 'APPC' } } } }, 'Images are those of Docker'],
    [{ executor: { executor_id: { value: 'e' } }, command: null }, "'ExecutorInfo.command' must be set"],
    [{ command: { value: 'a\u0000b' } }, 'NUL'],
  ];
  const operations = launch(...strange.map(([more], index) => task(`bad-${index}`, more)), task('good'), task('good'));
  await framework.call({ type: 'ACCEPT', accept: { offer_ids: [{ value: '1-0' }], operations } });
  expect(await framework.next('UPDATE')).toMatchObject({
    update: { status: { task_id: { value: 'good' }, state: 'TASK_RUNNING' } },
  });
  for (const [, why] of [...strange, ['', 'duplicate ID']]) {
    const update = await framework.next('UPDATE');
    expect(update).toMatchObject({ update: { status: { state: 'TASK_ERROR', source: 'SOURCE_MASTER' } } });
    expect(JSON.stringify(update)).toContain(why);
    expect(JSON.stringify(update)).not.toContain('uuid');
  }
});

test('states that a framework does not know are said in words that it does', async () => {
  const plain = await master.subscribe();
  await plain.next('SUBSCRIBED');
  const knowing = await master.subscribe({
    capabilities: [{ type: 'PARTITION_AWARE' }, { type: 'TASK_KILLING_STATE' }],
  });
  await knowing.next('SUBSCRIBED');
  for (const each of [plain, knowing]) {
    await each.call({ type: 'ACCEPT', accept: { offer_ids: [], operations: launch(task('t')) } });
    await each.next('UPDATE');
    master.core.tell(each.id, 't', 'TASK_KILLING');
    master.core.tell(each.id, 't', 'TASK_UNREACHABLE');
  }
  expect(await plain.next('UPDATE')).toMatchObject({ update: { status: { state: 'TASK_LOST' } } });
  expect(master.core.asked).toContainEqual(['acknowledge', 't', 'agent-1', expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(await knowing.next('UPDATE')).toMatchObject({ update: { status: { state: 'TASK_KILLING' } } });
  expect(await knowing.next('UPDATE')).toMatchObject({
    update: { status: { state: 'TASK_UNREACHABLE', unreachable_time: { nanoseconds: 1.50000000025e18 } } },
  });
});
