import { chmodSync, chownSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RecordReader } from '../../src/cluster/mesos/codec/record-io.ts';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { platformProcess } from '../platform/processes.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { StormedFramework } from './storm/framework-load.ts';
import { lossyProxy } from './storm/lossy-proxy.ts';
import { StormedTasks } from './storm/task-load.ts';
import { pause, untilAnswered } from './until.ts';

/** `STOA_LOSSY_SECONDS=600 npx vitest run --project failure test/failure/lossy-updates.test.ts` for the long form. */
const seconds = Number(process.env.STOA_LOSSY_SECONDS ?? 8);

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
    () => lines,
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
  expect(proxy.faults()).toBeGreaterThan(seconds);
  console.log(`${tasks.asked.size} tasks; ${JSON.stringify(proxy.counts)}`);
}, 3_600_000);

test('calls and updates between a framework and the platform are lost, doubled and delayed: each task ran once, or is said never to have', async () => {
  const token = (await alice.post('/api/tokens', { name: 'framework' })).body.token;
  const records = () => {
    const reader = new RecordReader(2 ** 24);
    return (chunk: Buffer) =>
      reader.take(chunk).map((record) => Buffer.concat([Buffer.from(`${record.length}\n`), record]));
  };
  const proxy = await lossyProxy(
    0,
    { host: 'localhost', port: platform.port },
    (body) => !body.includes('SUBSCRIBE'),
    (_, answer) => answer.headers['mesos-stream-id'] !== undefined,
    records,
  );
  const framework = new StormedFramework(`http://localhost:${proxy.port}`, token, join(platform.data, 'homes/alice'));
  framework.start();
  await pause(seconds * 1000);
  const faults = await framework.faults();
  proxy.close();
  expect(faults).toEqual([]);
  expect(framework.ran).toBeGreaterThan(seconds / 4);
  expect(proxy.faults()).toBeGreaterThan(seconds);
  console.log(`${framework.ran} of ${framework.asked} tasks ran; ${JSON.stringify(proxy.counts)}`);
}, 3_600_000);
