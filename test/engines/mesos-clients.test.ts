import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { freePort, type Platform, startPlatform } from '../platform/start-platform.ts';
import { avmesos, rxjava, Scheduler } from './mesos/clients.ts';

/** Frameworks over client libraries that others wrote for Mesos, unmodified, with a token in place of a secret. */

/** avmesos sees an event when the next one begins, which may be a heartbeat. */
const patience = { timeout: 45_000, interval: 200 };

let platform: Platform;
let alice: Client;
let token: string;
let port: number;
const running: Scheduler[] = [];

beforeAll(async () => {
  port = await freePort();
  platform = await startPlatform({ settings: { python: 'off', 'mesos-listen': `127.0.0.1:${port}` } });
  alice = await newPerson(await signInAdmin(platform), 'alice');
  token = (await alice.post('/api/tokens', { name: 'mesos' })).body.token;
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});
afterAll(() => platform?.stop());

interface State {
  readonly frameworks: readonly object[];
  readonly completed_frameworks: readonly object[];
}

async function state(): Promise<State> {
  const headers = { authorization: `Basic ${Buffer.from(`alice:${token}`).toString('base64')}` };
  const answer = await fetch(`http://127.0.0.1:${port}/state`, { headers });
  expect(answer.status).toBe(200);
  return (await answer.json()) as State;
}

describe.each([
  ['avmesos 0.4.2, in JSON, below /mesos', avmesos, () => `${platform.url}/mesos`, 'check 3'],
  [
    'mesos-rxjava 0.2.0, in protobuf, at a port as a master has',
    rxjava,
    () => `http://127.0.0.1:${port}/api/v1/scheduler`,
    // Its messages are of before there were checks.
    null,
  ],
] as const)('%s', (_, prepare, address, checked) => {
  test('subscribes, launches, fails over, reconciles, kills and tears down', async () => {
    const program = await prepare();
    const url = address().replace('://', `://alice:${token}@`);
    const start = (...more: string[]) => {
      const scheduler = new Scheduler([...program, url, 'alice', ...more]);
      running.push(scheduler);
      return { scheduler, said: () => scheduler.lines.join('\n') };
    };
    const first = start();
    await expect.poll(first.said, patience).toContain('update sleeper.1 TASK_RUNNING');
    if (checked !== null) await expect.poll(first.said, patience).toContain(checked);
    const id = /^subscribed (\S+)$/m.exec(first.said())?.[1] ?? '';
    expect((await state()).frameworks).toMatchObject([
      {
        id,
        principal: 'alice',
        active: true,
        failover_timeout: 600,
        tasks: [{ id: 'sleeper.1', state: 'TASK_RUNNING' }],
      },
    ]);

    const second = start(id);
    await expect.poll(first.said, patience).toContain('error Framework failed over');
    await expect.poll(second.said, patience).toContain('TASK_RUNNING REASON_RECONCILIATION');
    await expect.poll(second.said, patience).toContain('update sleeper.1 TASK_KILLED');
    await expect.poll(async () => (await state()).frameworks, patience).toEqual([]);
    expect((await state()).completed_frameworks).toContainEqual(expect.objectContaining({ id }));
  }, 250_000);
});
