import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { pymesos } from './mesos/clients.ts';

/** Puts the modules into a mounted home as its tenant's own, which is what they would be. */
const mayPlace = process.getuid?.() === 0;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value } });

describe.skipIf(!mayPlace)('an executor over pymesos 0.3.15, unmodified', { timeout: 250_000 }, () => {
  let platform: Platform;
  let token: string;

  beforeAll(async () => {
    platform = await startPlatform({ settings: { python: 'off' } });
    const alice = await newPerson(await signInAdmin(platform), 'alice');
    token = (await alice.post('/api/tokens', { name: 'f' })).body.token;
  }, 250_000);
  afterAll(() => platform?.stop());

  test('runs tasks, sends and hears messages, kills, and finds its way back when control has died', async () => {
    let scheduler = await Scheduler.subscribe(platform.url, token);
    await scheduler.launch(await scheduler.offer(), 'keeps-the-home', 'sleep 600');
    await scheduler.acknowledge(await scheduler.status('keeps-the-home', 'TASK_STARTING'));
    await scheduler.acknowledge(await scheduler.status('keeps-the-home', 'TASK_RUNNING'));
    const home = join(platform.data, 'homes/alice');
    execFileSync('cp', ['-r', await pymesos(), join(home, 'modules')]);
    execFileSync('chown', ['-R', `--reference=${home}`, join(home, 'modules')]);

    const value = 'PYTHONPATH="$HOME/modules" exec python3 "$HOME/modules/executor.py"';
    const resources = [scalar('cpus', 0.1), scalar('mem', 64)];
    const executor = { type: 'CUSTOM', executor_id: { value: 'sleeper' }, command: { value }, resources };
    const launch = async (id: string, data: string) => {
      const offer = await scheduler.offer(0.3);
      const more = { agent_id: offer.agent_id, data: base64(data), executor, resources: [scalar('cpus', 0.1)] };
      await scheduler.launchAll(offer, [{ name: id, task_id: { value: id }, ...more }]);
      const running = await scheduler.status(id, 'TASK_RUNNING');
      await scheduler.acknowledge(running);
      return running.update.status;
    };
    const { data, agent_id } = await launch('stays', '');
    expect(Buffer.from(data, 'base64').toString()).toBe('sleeper');
    await launch('ends', 'finish');
    await scheduler.acknowledge(await scheduler.status('ends', 'TASK_FINISHED'));

    const control = platformProcess(platform.data, 'control');
    process.kill(control ?? 0, 'SIGKILL');
    await scheduler.find(({ type }) => type === 'BROKEN' || type === 'ENDED');
    scheduler = await scheduler.again();
    await launch('later', '');
    const message = { agent_id, executor_id: { value: 'sleeper' }, data: base64('you') };
    expect(await scheduler.call({ type: 'MESSAGE', message })).toBe(202);
    const heard = await scheduler.find(({ type }) => type === 'MESSAGE');
    expect(Buffer.from(heard.message.data, 'base64').toString()).toBe('heard you');
    await scheduler.call({ type: 'KILL', kill: { task_id: { value: 'stays' } } });
    await scheduler.acknowledge(await scheduler.status('stays', 'TASK_KILLED'));
    await scheduler.call({ type: 'TEARDOWN' });
  });
});
