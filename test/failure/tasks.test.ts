import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { StormedTasks } from './storm/task-load.ts';
import { pause, untilAnswered } from './until.ts';

/** `STOA_KILLS=200 npx vitest run --project failure test/failure/tasks.test.ts` for the long form. */
const kills = Number(process.env.STOA_KILLS ?? 8);
const agents = process.getuid?.() === 0 ? ['local', 'second', 'third'] : ['local'];
const victims = [
  ['control'],
  ['agent'],
  ['control', 'agent'],
  ['agent-second'],
  ['agent-second', 'agent'],
  ['gateway'],
  ['agent-third', 'control'],
  ['agent', 'agent-second', 'agent-third', 'gateway', 'control'],
];

let platform: Platform;
let alice: Client;

beforeAll(async () => {
  platform = await startPlatform({ settings: { agents: agents.join(',') } });
  alice = await newPerson(await signInAdmin(platform), 'alice');
});
afterAll(() => platform?.stop());

test(`${kills} kills of control and its agents while tasks come and go: none is lost, none runs twice, every exit code is right`, async () => {
  const tasks = new StormedTasks(alice, join(platform.data, 'homes/alice'), agents);
  tasks.start();
  for (let round = 0; round < kills; round++) {
    await pause(300 + Math.random() * 1500);
    for (const name of victims[round % victims.length] ?? []) {
      const pid = platformProcess(platform.data, name);
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    }
    await untilAnswered('control', async () => ((await alice.get('/api/session')).status === 200 ? true : undefined));
  }
  await tasks.stop();
  expect(await tasks.faults()).toEqual([]);
  expect(tasks.asked.size).toBeGreaterThan(kills);
  console.log(`${tasks.asked.size} tasks`);
}, 3_600_000);
