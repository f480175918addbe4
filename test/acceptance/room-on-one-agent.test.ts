import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { runTask, untilTask } from '../platform/tasks.ts';

type Shown = { readonly id: string; readonly agent: string };

describe.runIf(process.getuid?.() === 0)('two agents that are full', () => {
  let platform: Platform;
  let admin: Client;
  let alice: Client;
  let bob: Client;

  beforeAll(async () => {
    platform = await startPlatform({
      settings: {
        agents: 'local,second',
        python: 'off',
        'cluster.grace-seconds': '1',
        'cluster.scavenger-grace-seconds': '1',
      },
    });
    admin = await signInAdmin(platform);
    alice = await newPerson(admin, 'alice');
    bob = await newPerson(admin, 'bob');
    await admin.send('PATCH', '/api/roles', { path: 'everyone', highestClass: 'service' });
  });
  afterAll(() => platform?.stop());

  const bobs = async (state: string): Promise<Shown[]> =>
    (await bob.get(`/api/tasks?state=${state}&limit=100`)).body.items;

  test('what needs more than one task has gets its room on one of them, and when it ends all of it is used again', async () => {
    const [local] = (await admin.get('/api/agents')).body.items;
    const third = Math.floor(local.total.cpus * 320) / 1000;
    const greedy = { class: 'scavenger' };
    await Promise.all(Array.from({ length: 9 }, () => runTask(bob, 'sleep 600', greedy, third)));
    const where = async () => (await bobs('running')).map(({ agent }) => agent).sort();
    const full = ['local', 'local', 'local', 'second', 'second', 'second'];
    await expect.poll(where, { timeout: 20_000 }).toEqual(full);

    const service = await runTask(alice, 'sleep 600', { class: 'service' }, 2 * third);
    const { agent } = await untilTask(alice, service, 'running', 30);
    expect((await bobs('killed')).map((task) => task.agent)).toEqual([agent, agent]);

    await alice.post(`/api/tasks/${service}/kill`, { graceSeconds: 0 });
    await expect.poll(where, { timeout: 20_000 }).toEqual(full);
  }, 90_000);
});
