import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { untilAnswered } from './until.ts';

let platform: Platform;
let token: string;

beforeAll(async () => {
  platform = await startPlatform({ settings: { python: 'off', 'cluster.grace-seconds': '1' } });
  const alice = await newPerson(await signInAdmin(platform), 'alice');
  token = (await alice.post('/api/tokens', { name: 'framework' })).body.token;
});
afterAll(() => platform?.stop());

test.each(['control', 'gateway', 'agent'])(
  '%s killed: the framework comes back to its task, which goes on, and is told all that it has not acknowledged',
  async (victim) => {
    const first = await Scheduler.subscribe(platform.url, token);
    await first.launch(await first.offer(), 'goes-on', 'sleep 600');
    await first.acknowledge(await first.status('goes-on', 'TASK_STARTING'));
    await first.acknowledge(await first.status('goes-on', 'TASK_RUNNING'));
    await first.launch(await first.offer(), 'ends', 'sleep 3; exit 5');
    await first.status('ends', 'TASK_STARTING');

    process.kill(platformProcess(platform.data, victim) ?? 0, 'SIGKILL');
    if (victim !== 'agent') await first.find(({ type }) => type === 'BROKEN' || type === 'ENDED');
    const second = await untilAnswered('the subscription', () =>
      Scheduler.subscribe(platform.url, token, {}, first.id).catch(() => undefined),
    );
    expect(second.events[0]).toMatchObject({ type: 'SUBSCRIBED' });
    // One after the other: the next is told when the one before it is acknowledged.
    for (const state of ['TASK_STARTING', 'TASK_RUNNING'])
      await second.acknowledge(await second.status('ends', state, 30));
    const failed = await second.status('ends', 'TASK_FAILED', 30);
    expect(failed.update.status.message).toMatch(/5/);
    await second.acknowledge(failed);
    await second.call({ type: 'RECONCILE', reconcile: {} });
    await second.find(({ update }) => update?.status.reason === 'REASON_RECONCILIATION');
    const reconciled = second.events.filter(({ update }) => update?.status.reason === 'REASON_RECONCILIATION');
    expect(reconciled.map(({ update }) => [update.status.task_id.value, update.status.state])).toEqual([
      ['goes-on', 'TASK_RUNNING'],
    ]);
    await second.call({ type: 'KILL', kill: { task_id: { value: 'goes-on' } } });
    await second.acknowledge(await second.status('goes-on', 'TASK_KILLED', 30));
    expect(await second.call({ type: 'TEARDOWN' })).toBe(202);
  },
  120_000,
);
