import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startMaster } from '../../src/cluster/mesos/testing/master.ts';
import { avmesos, rxjava, Scheduler } from './mesos/clients.ts';

/** Frameworks over client libraries that others wrote for Mesos, unmodified, with a token in place of a secret. */

/** avmesos sees an event when the next one begins, which may be a heartbeat. */
const patience = { timeout: 40_000, interval: 100 };

let master: Awaited<ReturnType<typeof startMaster>>;
const running: Scheduler[] = [];

beforeAll(async () => {
  master = await startMaster();
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});
afterAll(() => master?.close());

describe.each([
  ['avmesos, in JSON', avmesos, ''],
  ['mesos-rxjava, in protobuf', rxjava, '/api/v1/scheduler'],
] as const)('%s', (_, prepare, path) => {
  test('subscribes, launches, fails over, reconciles, kills and tears down', async () => {
    const program = await prepare();
    const url = `${master.url.replace('://', '://alice:alice@')}/mesos${path}`;
    const start = (...more: string[]) => {
      const scheduler = new Scheduler([...program, url, 'alice', ...more]);
      running.push(scheduler);
      return scheduler;
    };
    const first = start();
    await expect.poll(() => first.lines.join('\n'), patience).toContain('update sleeper.1 TASK_RUNNING');
    const id = /^subscribed (\S+)$/m.exec(first.lines.join('\n'))?.[1] ?? '';
    expect(master.core.find(id)).toMatchObject({ account: 'alice', state: 'connected', failoverTimeoutMs: 600_000 });

    const second = start(id);
    await expect.poll(() => first.lines.join('\n'), patience).toContain('error Framework failed over');
    await expect.poll(() => second.lines.join('\n'), patience).toContain('TASK_RUNNING REASON_RECONCILIATION');
    await expect.poll(() => second.lines.join('\n'), patience).toContain('update sleeper.1 TASK_KILLED');
    await expect.poll(() => master.core.find(id)?.state, patience).toBe('completed');
  }, 200_000);
});
