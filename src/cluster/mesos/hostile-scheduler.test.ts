import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readJson } from './codec/read-json.ts';
import { writeBinary } from './codec/write-binary.ts';
import { SchedulerCall } from './messages/scheduler-call.ts';
import { startMaster } from './testing/master.ts';

let master: Awaited<ReturnType<typeof startMaster>>;

beforeEach(async () => {
  master = await startMaster();
});
afterEach(async () => {
  expect(master.failures).toEqual([]);
  await master.close();
});

const kept = {
  ...{
    name: 'disk',
    type: 'SCALAR',
    scalar: { value: 5 },
    reservations: [{ type: 'DYNAMIC', role: 'everyone/alice' }],
  },
  disk: { persistence: { id: 'p' }, volume: { mode: 'RW', container_path: 'data' } },
};
const launched = {
  ...{ name: 't', task_id: { value: 't' }, agent_id: { value: 'agent-1' }, command: { value: 'true' } },
  resources: [kept, { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31_000, end: 31_001 }] } }],
  check: { type: 'HTTP', http: { port: 80, path: '/' }, delay_seconds: 1 },
};
const operations = [
  { type: 'CREATE', id: { value: 'c' }, create: { volumes: [kept] } },
  { type: 'LAUNCH', launch: { task_infos: [launched] } },
  { type: 'DESTROY', id: { value: 'd' }, destroy: { volumes: [kept] } },
];

const bulky = 'x'.repeat(60_000);

test('whatever the bytes are, they are a call or refused with words', async () => {
  const alice = await master.subscribe();
  await alice.next('SUBSCRIBED');
  const calls = [
    { type: 'KILL', kill: { task_id: { value: 't' }, kill_policy: { grace_period: { nanoseconds: 5 } } } },
    { type: 'DECLINE', decline: { offer_ids: [{ value: 'o' }], filters: { refuse_seconds: 1 } } },
    { type: 'RECONCILE', reconcile: { tasks: [{ task_id: { value: 't' } }] } },
    { type: 'RECONCILE_OPERATIONS', reconcile_operations: { operations: [{ operation_id: { value: 'o' } }] } },
    {
      type: 'ACKNOWLEDGE_OPERATION_STATUS',
      acknowledge_operation_status: { operation_id: { value: 'o' }, uuid: 'AAAAAAAAAAAAAAAAAAAAAA==' },
    },
    { type: 'ACCEPT', accept: { offer_ids: [{ value: 'o' }], operations } },
  ].map((call) =>
    Buffer.from(writeBinary(SchedulerCall, readJson(SchedulerCall, { framework_id: { value: alice.id }, ...call }))),
  );
  const headers = { 'content-type': 'application/x-protobuf', 'mesos-stream-id': alice.stream };
  const mutated = fc
    .tuple(
      fc.constantFrom(...calls),
      fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
    )
    .map(([call, changes]) => {
      const bytes = Buffer.from(call);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return bytes;
    });
  const bodies = fc.oneof(
    mutated,
    fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const answer = await master.call(body, { headers });
      const text = await answer.text();
      expect([200, 202, 400, 403, 501]).toContain(answer.status);
      if (answer.status >= 400) expect(text).not.toBe('');
    }),
    { numRuns: 600 },
  );
  expect((await alice.call({ type: 'REVIVE' })).status).toBe(202);
}, 60_000);

test('what would become huge is refused while it is small', async () => {
  const before = process.memoryUsage().heapUsed;
  const began = performance.now();
  expect((await master.call('['.repeat(500_000))).status).toBe(400);
  expect((await master.call(`{"type":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}`)).status).toBe(400);
  const empty = Buffer.alloc(1_900_000, Buffer.from([0x0a, 0x00]));
  const request = Buffer.concat([Buffer.from([0x10, 11, 0x5a]), length(empty.length), empty]);
  const answer = await master.call(request, { headers: { 'content-type': 'application/x-protobuf' } });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('messages in one body')]);
  expect((await master.call(`"${'a'.repeat(2_100_000)}"`)).status).toBe(413);
  const labels = { labels: Array.from({ length: 3 }, (_, i) => ({ key: `${i}`, value: bulky })) };
  const bulk = await master.subscribe({ labels });
  expect(JSON.stringify(await bulk.next('ERROR'))).toContain('Labels and addresses');
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(300e6);
});

test('an account has so many frameworks at once, and another has its own', async () => {
  const own = await Promise.all(Array.from({ length: 20 }, () => master.subscribe()));
  for (const each of own) await each.next('SUBSCRIBED');
  const over = await master.subscribe();
  expect(JSON.stringify(await over.next('ERROR'))).toContain('cluster.most-frameworks');
  await (await master.subscribe({}, { as: 'bob' })).next('SUBSCRIBED');
  await own[0]?.call({ type: 'TEARDOWN' });
  await (await master.subscribe()).next('SUBSCRIBED');
});

test('those that come at the same moment are counted too', async () => {
  const all = await Promise.all(Array.from({ length: 40 }, () => master.subscribe()));
  await expect.poll(() => all.every(({ events }) => events.length > 0)).toBe(true);
  expect(all.filter(({ events }) => events[0]?.type === 'SUBSCRIBED').length).toBe(20);
  expect(master.core.frameworks().length).toBe(20);
});

test('an id that two take at the same moment is the first one’s', async () => {
  const accounts = ['alice', 'bob'];
  const both = await Promise.all(accounts.map((as) => master.subscribe({}, { as, id: 'wanted' })));
  await expect.poll(() => both.every(({ events }) => events.length > 0)).toBe(true);
  const first = both.findIndex(({ events }) => events[0]?.type === 'SUBSCRIBED');
  expect(JSON.stringify(both[1 - first]?.events)).toContain('Not authorized to subscribe as framework');
  expect(master.core.find('wanted')?.account).toBe(accounts[first]);
});

test('who does not read is cut off, and the others are told everything', async () => {
  const reader = await master.subscribe({ name: 'reader' });
  await reader.next('SUBSCRIBED');
  const deaf = await silentSubscription(master.url);
  await expect.poll(() => master.core.frameworks().length).toBe(2);
  const [id = ''] = master.core
    .frameworks()
    .filter(({ name }) => name === 'deaf')
    .map((each) => each.id);
  const status = { taskId: 't', frameworkId: id, agentId: 'a', uuid: null, source: 'agent', reason: null } as const;
  const update = { ...status, state: 'TASK_RUNNING', message: bulky, timestamp: 1 } as const;
  for (let i = 0; i < 1_500; i++) master.core.sinks.get(id)?.update(update);
  await expect.poll(() => master.core.find(id)?.state).toBe('disconnected');
  master.core.offer(reader.id);
  await reader.next('OFFERS');
  deaf.destroy();
});

/** A subscription whose answer is never read. */
async function silentSubscription(url: string) {
  const { port, host } = new URL(url);
  const body = JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info: { user: 'x', name: 'deaf' } } });
  const socket = connect(Number(port), '127.0.0.1');
  socket.pause();
  socket.on('error', () => undefined);
  socket.write(
    `POST /mesos/api/v1/scheduler HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer bob\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

function length(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left & 127) | 128);
  }
}
