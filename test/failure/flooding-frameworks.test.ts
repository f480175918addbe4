import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { runTask, untilTask } from '../platform/tasks.ts';

/** One account does everything that it may to keep the others waiting; alice's tasks start as before. */

const mostFrameworks = 60;
const readers = 40;
const deaf = 20;
const offersUnanswered = Number(process.env.STOA_OFFERS ?? 10_000);
const launches = 15;
/** What is left of the machine for others beside schedulers that spin in this very test: not a bound of the platform. */
const slower = 5;
const mostMoreMegabytes = 400;

let platform: Platform;
let alice: Client;
let bob: Client;
let token = '';
const sockets: Socket[] = [];

beforeAll(async () => {
  platform = await startPlatform({
    settings: {
      python: 'off',
      'cluster.grace-seconds': '1',
      'cluster.offer-seconds': '2',
      'cluster.most-frameworks': String(mostFrameworks),
    },
  });
  const admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  bob = await newPerson(admin, 'bob');
  token = (await bob.post('/api/tokens', { name: 'flood' })).body.token;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await platform?.stop();
});

test(`${offersUnanswered} offers never answered, calls without end and subscribers that never read: others’ launches stay quick, and memory bounded`, async () => {
  await launchMedian(5);
  const quiet = await launchMedian(launches);
  const before = megabytes();

  const held = await Promise.all(
    Array.from({ length: readers }, () => Scheduler.subscribe(platform.url, token, { failover_timeout: 0 })),
  );
  for (let i = 0; i < deaf; i++) sockets.push(neverReads());
  const frameworks = async () => (await bob.get('/api/frameworks?limit=200')).body.items.length;
  await expect.poll(frameworks, { timeout: 20_000 }).toBeGreaterThanOrEqual(mostFrameworks);
  const over = await Scheduler.subscribe(platform.url, token);
  expect(over.events[0]).toMatchObject({
    error: { message: expect.stringContaining('cluster.most-frameworks') },
  });

  let flooding = true;
  const said = new Map<number, number>();
  const resources = [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.001 } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 1 } },
  ];
  const requests = Array.from({ length: 50 }, () => ({ resources }));
  const offers = () =>
    held.reduce((sum, { events }) => sum + events.reduce((n, each) => n + (each.offers?.offers.length ?? 0), 0), 0);
  const flood = held.map(async (each) => {
    for (let n = 0; flooding; n++) {
      const call = n % 2 === 0 ? { type: 'REQUEST', request: { requests } } : { type: 'REVIVE' };
      const status = await each.call(call).catch(() => 0);
      said.set(status, (said.get(status) ?? 0) + 1);
    }
  });
  let during = 0;
  let still = 0;
  let after = before;
  try {
    during = await launchMedian(launches);
    await expect.poll(offers, { timeout: 300_000, interval: 500 }).toBeGreaterThan(offersUnanswered);
    still = await launchMedian(launches);
    after = megabytes();
  } finally {
    flooding = false;
    await Promise.all(flood);
  }

  console.log({ quiet, during, still, offers: offers(), said: Object.fromEntries(said), before, after });
  expect([...said.keys()].filter((status) => ![202, 429].includes(status))).toEqual([]);
  for (const each of held) expect(each.events.filter(({ type }) => type === 'BROKEN')).toEqual([]);
  expect(during / quiet).toBeLessThan(slower);
  expect(still / quiet).toBeLessThan(slower);
  expect(after.control - before.control).toBeLessThan(mostMoreMegabytes);
  expect(after.gateway - before.gateway).toBeLessThan(mostMoreMegabytes);

  await expect.poll(() => held[0]?.call({ type: 'TEARDOWN' }), { timeout: 20_000 }).toBe(202);
  await (await Scheduler.subscribe(platform.url, token)).offer();
}, 600_000);

/** Milliseconds from asking for a task to its end, in the middle of so many. */
async function launchMedian(times: number): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    await untilTask(alice, await runTask(alice, 'true'), 'finished');
    taken.push(performance.now() - began);
  }
  return Math.round(taken.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0);
}

function megabytes() {
  const of = (name: string) => {
    const status = readFileSync(`/proc/${platformProcess(platform.data, name)}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  };
  return { control: of('control'), gateway: of('gateway') };
}

/** A framework of bob's that is told much and takes nothing of it. */
function neverReads(): Socket {
  const { port, host } = new URL(platform.url);
  const framework_info = { user: 'x', name: 'deaf', failover_timeout: 0 };
  const body = JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info } });
  const socket = connect(Number(port), '127.0.0.1');
  socket.pause();
  socket.on('error', () => undefined);
  socket.write(
    `POST /mesos/api/v1/scheduler HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}
