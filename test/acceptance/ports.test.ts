import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let admin: Client;
let alice: Client;
let bob: Client;

beforeAll(async () => {
  platform = await startPlatform({ settings: { 'agent.ports': '31000-31004', 'cluster.grace-seconds': '1' } });
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  bob = await newPerson(admin, 'bob');
});
afterAll(() => platform?.stop());

const run = async (who: Client, ports: number, line: string) => {
  const resources = { cpus: 0.1, memory: 64 * 2 ** 20, ports };
  const made = await who.post('/api/tasks', { command: ['sh', '-c', line], resources, graceSeconds: 0 });
  expect(made.status).toBe(201);
  return made.body.id as string;
};
const task = async (who: Client, id: string) => (await who.get(`/api/tasks/${id}`)).body;
const until = (who: Client, id: string, state: string) =>
  expect.poll(async () => (await task(who, id)).state).toBe(state);
const written = async (who: Client, id: string) =>
  Buffer.from((await who.get(`/api/tasks/${id}/log/stdout`)).body.data, 'base64').toString();

test('a task gets ports of its agent for itself, is told which, and can listen there; nobody gets them twice', async () => {
  const token = (await bob.post('/api/tokens', { name: 'm' })).body.token as string;
  const holder = await Scheduler.subscribe(platform.url, token);
  const held = await holder.offer();
  expect(held.resources).toContainEqual(
    expect.objectContaining({ name: 'ports', ranges: { range: [{ begin: 31000, end: 31004 }] } }),
  );

  const serve = `echo $PORT0 $PORT1 $PORT $PORTS; exec $STOA_RELEASE/bin/node -e "require('http').createServer((q,r)=>r.end('mine')).listen(process.env.PORT1,'127.0.0.1',()=>console.log('listens'))"`;
  const first = await run(alice, 2, serve);
  await until(alice, first, 'running');
  expect(await task(alice, first)).toMatchObject({ ports: [{ begin: 31000, end: 31001 }], resources: { ports: 2 } });
  await expect.poll(() => written(alice, first)).toBe('31000 31001 31000 31000,31001\nlistens\n');
  // What a silent framework was offered beyond its need came back for it.
  await holder.find(({ rescind }) => rescind?.offer_id.value === held.id.value);
  await holder.call({ type: 'TEARDOWN' });

  const second = await run(alice, 2, 'sleep 600');
  await until(alice, second, 'running');
  expect((await task(alice, second)).ports).toEqual([{ begin: 31002, end: 31003 }]);
  const third = await run(bob, 2, 'echo $PORTS');
  await expect
    .poll(async () => JSON.stringify((await bob.get(`/api/tasks/${third}/why`)).body))
    .toContain('No agent has 2 ports free in one place.');
  const control = platformProcess(platform.data, 'control');
  if (control === undefined) throw new Error('control does not run');
  process.kill(control, 'SIGKILL');
  await expect.poll(async () => (await admin.get('/api/agents/local')).body.used?.ports).toBe(4);
  expect((await task(bob, third)).state).toBe('queued');
  await alice.post(`/api/tasks/${second}/kill`, {});
  await until(bob, third, 'finished');
  expect((await task(bob, third)).ports).toEqual([{ begin: 31002, end: 31003 }]);

  const resources = { cpus: 1, ports: 1 };
  expect(
    (await admin.post('/api/reservations', { agent: 'local', role: 'everyone/alice', resources })).body,
  ).toMatchObject({
    status: 400,
    code: 'bad-request',
  });
});

test('a framework says how many ports it needs, and is offered them', async () => {
  const token = (await bob.post('/api/tokens', { name: 'n' })).body.token as string;
  const mine = await Scheduler.subscribe(platform.url, token);
  const ports = { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 1, end: 3 }] } };
  const cpus = { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } };
  await mine.call({ type: 'REQUEST', request: { requests: [{ resources: [cpus, ports] }] } });
  const told = await mine.find(({ offers }) => JSON.stringify(offers ?? '').includes('31004'));
  expect(JSON.stringify(told)).toContain('"begin":31002,"end":31004');
  await mine.call({
    type: 'REQUEST',
    request: { requests: [{ resources: [cpus, { ...ports, ranges: { range: [{ begin: 1, end: 9 }] } }] }] },
  });
  await expect
    .poll(async () => JSON.stringify((await bob.get(`/api/frameworks/${mine.id}/why`)).body))
    .toContain('9 ports');
  await mine.call({ type: 'TEARDOWN' });
});
