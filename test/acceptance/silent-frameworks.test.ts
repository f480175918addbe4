import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let admin: Client;
let alice: Client;
let token: string;

beforeAll(async () => {
  platform = await startPlatform({ settings: { python: 'off', 'cluster.grace-seconds': '1' } });
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  const bob = await newPerson(admin, 'bob');
  token = (await bob.post('/api/tokens', { name: 'framework' })).body.token;
});
afterAll(() => platform?.stop());

test('a framework that says nothing and turns down small pieces has a place gathered, though small tasks never stop coming', async () => {
  const [agent] = (await admin.get('/api/agents')).body.items;
  const piece = { cpus: agent.total.cpus / 4, memory: 2 ** 26 };
  const busy = new AbortController();
  const stream = Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      await pause(n * 700);
      while (!busy.signal.aborted) {
        const { id } = (await alice.post('/api/tasks', { command: ['sleep', '4'], resources: piece })).body;
        await expect
          .poll(async () => (await alice.get(`/api/tasks/${id}`)).body.state, { timeout: 120_000, interval: 200 })
          .toBe('finished');
      }
    }),
  );
  await expect
    .poll(async () => (await admin.get('/api/agents')).body.items[0].used.cpus, { timeout: 20_000 })
    .toBeGreaterThan(piece.cpus * 2);
  const silent = await Scheduler.subscribe(platform.url, token, { failover_timeout: 0 });
  const declined = new Set<string>();
  const large = async () => {
    for (const { offers } of silent.events)
      for (const offer of offers?.offers ?? []) {
        if (declined.has(offer.id.value)) continue;
        const cpus = offer.resources.find(({ name }: { name: string }) => name === 'cpus')?.scalar.value ?? 0;
        if (cpus >= piece.cpus * 3) return cpus;
        declined.add(offer.id.value);
        const filters = { refuse_seconds: 1 };
        await silent.call({ type: 'DECLINE', decline: { offer_ids: [offer.id], filters } });
      }
    return 0;
  };
  await expect.poll(large, { timeout: 150_000, interval: 100 }).toBeGreaterThan(0);
  expect(declined.size).toBeGreaterThan(0);
  busy.abort();
  await silent.call({ type: 'TEARDOWN' });
  await stream;
}, 240_000);
