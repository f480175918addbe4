import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin } from '../platform/client.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { runTask, taskOf, untilTask, writtenBy } from '../platform/tasks.ts';
import { dockerEngine, type Engine, whyNoEngine } from './docker/engine.ts';

const reason = whyNoEngine();
if (reason !== undefined) throw new Error(`Tasks in Docker cannot be tried here: ${reason}.`);

let engine: Engine;
let platform: Platform;
let alice: Client;
const container = { image: 'small:1' };

beforeAll(async () => {
  engine = await dockerEngine();
  await engine.addImage('small:1');
  await engine.stop();
  platform = await startPlatform({ settings: { python: 'off', 'agent.docker': engine.socketPath } });
  alice = await newPerson(await signInAdmin(platform), 'alice');
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  await engine?.remove();
});

test('a task in Docker waits for an engine with the reason, and runs when there is one', async () => {
  const id = await runTask(alice, 'echo hi > note; echo it is $USER; exit 4', { container });
  await expect
    .poll(async () => JSON.stringify((await taskOf(alice, id)).why))
    .toContain('docker must be yes, which rules out 1 agent.');
  await engine.start();
  const done = await untilTask(alice, id, 'failed', 60);
  expect(done).toMatchObject({ exitCode: 4, container, agent: 'local' });
  expect(await writtenBy(alice, id)).toBe('it is alice\n');
  const { body } = await alice.get(`/api/tasks/${id}/files?path=`);
  expect(body.items).toMatchObject([{ name: 'note', size: 3 }]);
});

test('what is not to be had in a container is refused with the reason', async () => {
  const ask = async (more: object) =>
    (await alice.post('/api/tasks', { command: ['true'], resources: {}, container, ...more })).body;
  expect(await ask({ container: { image: '../up' } })).toMatchObject({ code: 'not-in-container' });
  expect(await ask({ fetch: [{ uri: 'note' }] })).toMatchObject({ code: 'not-in-container' });
  expect(await ask({ resources: { ports: 1 } })).toMatchObject({ code: 'not-in-container' });
  const missing = await untilTask(
    alice,
    await runTask(alice, 'true', { container: { image: 'nowhere' } }),
    'error',
    40,
  );
  expect(JSON.stringify(missing.reason)).toContain('has no image nowhere');
});

test('a framework of Mesos runs a task in Docker, kills it, and nothing of it is left', async () => {
  const { token } = (await alice.post('/api/tokens', { name: 'mesos' })).body;
  const scheduler = await Scheduler.subscribe(platform.url, token);
  const offer = await scheduler.offer();
  expect(offer.attributes).toContainEqual({ name: 'docker', type: 'TEXT', text: { value: 'yes' } });
  const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value } });
  const task = (id: string, more: object) => ({
    ...{ name: id, task_id: { value: id }, agent_id: offer.agent_id, command: { value: 'sleep 600' } },
    ...{ resources: [scalar('cpus', 0.1), scalar('mem', 64)], ...more },
  });
  const docker = { image: 'small:1', network: 'NONE' };
  await scheduler.launchAll(offer, [
    task('one', { container: { type: 'DOCKER', docker } }),
    task('two', { container: { type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name: 'small:1' } } } } }),
    task('bad', { container: { type: 'DOCKER', docker: { ...docker, privileged: true } } }),
  ]);
  await scheduler.status('bad', 'TASK_ERROR');
  for (const id of ['one', 'two']) {
    await scheduler.until(id, 'TASK_RUNNING');
    await scheduler.call({ type: 'KILL', kill: { task_id: { value: id } } });
    await scheduler.until(id, 'TASK_KILLED');
  }
  expect((await engine.ask('GET', '/containers/json?all=1')).body).toEqual([]);
});
