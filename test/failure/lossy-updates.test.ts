import { chmodSync, chownSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { lossyProxy } from './storm/lossy-proxy.ts';
import { StormedTasks } from './storm/task-load.ts';
import { pause, untilAnswered } from './until.ts';

/** `STOA_LOSSY_SECONDS=600 npx vitest run --project failure test/failure/lossy-updates.test.ts` for the long form. */
const seconds = Number(process.env.STOA_LOSSY_SECONDS ?? 12);

let platform: Platform;
let alice: Client;

beforeAll(async () => {
  platform = await startPlatform({ settings: { python: 'off', 'cluster.grace-seconds': '1' } });
  alice = await newPerson(await signInAdmin(platform), 'alice');
});
afterAll(() => platform?.stop());

test('orders and updates between control and agent are lost, doubled and delayed: no task is lost, none runs twice, every exit code is right', async () => {
  const socket = join(platform.data, 'run/agent/agent.sock');
  const real = `${socket}.real`;
  const { uid, gid, mode } = statSync(socket);
  renameSync(socket, real);
  const lines = (chunk: Buffer) =>
    chunk
      .toString('latin1')
      .split(/(?<=\n)/)
      .map((line) => Buffer.from(line, 'latin1'));
  const proxy = await lossyProxy(
    socket,
    { socketPath: real },
    () => true,
    (url) => url.startsWith('/events'),
    lines,
  );
  chownSync(socket, uid, gid);
  chmodSync(socket, mode);
  // Its connections go by the proxy from now on.
  process.kill(platformProcess(platform.data, 'control') ?? 0, 'SIGKILL');
  await untilAnswered('control', async () => ((await alice.get('/api/session')).status === 200 ? true : undefined));
  const tasks = new StormedTasks(alice, join(platform.data, 'homes/alice'), ['local']);
  tasks.start();
  await pause(seconds * 1000);
  await tasks.stop();
  const faults = await tasks.faults();
  proxy.close();
  renameSync(real, socket);
  expect(faults).toEqual([]);
  expect(tasks.asked.size).toBeGreaterThan(seconds / 2);
  for (const count of Object.values(proxy.counts)) expect(count).toBeGreaterThan(0);
  console.log(`${tasks.asked.size} tasks; ${JSON.stringify(proxy.counts)}`);
}, 3_600_000);
