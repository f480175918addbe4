import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signIn, signInAdmin, startWorkspace } from '../platform/client.ts';
import { JupyterKernel } from '../platform/jupyter.ts';
import { platformProcess, processesOf, processesWith } from '../platform/processes.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';
import { untilAnswered } from './until.ts';

const victims = ['control', 'gateway', 'agent'] as const;

let platform: Platform;
let admin: Client;
let alice: Client;
let uid = 0;

beforeAll(async () => {
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  uid = (await alice.get('/api/session')).body.account.uid;
  await startWorkspace(alice, 'alice');
});
afterAll(() => platform?.stop());

test('the supervisor killed with everything else: the next start adopts the running workspace with its kernels', async () => {
  const kernel = await JupyterKernel.start(alice, 'alice', 'sql');
  await kernel.run('CREATE TEMP TABLE survived AS SELECT 7 AS n');
  kernel.close();
  for (const name of ['up', ...victims]) {
    const pid = platformProcess(platform.data, name);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }
  const before = processesOf(uid);
  expect(before.length).toBeGreaterThan(0);
  const next = await startPlatform({ data: platform.data, port: platform.port });
  platform = next;
  const person = await signIn(platform, 'alice', 'password-of-alice');
  expect((await person.get('/api/workspaces/alice')).body.state).toBe('running');
  const again = await untilAnswered('the kernel', () => JupyterKernel.connect(person, 'alice', kernel.id));
  expect(JSON.stringify((await again.run('SELECT n FROM survived')).data)).toContain('7');
  again.close();
}, 120_000);

test('the workspace server killed alone is back within two seconds, with its kernels', async () => {
  const person = await signIn(platform, 'alice', 'password-of-alice');
  const kernel = await JupyterKernel.start(person, 'alice', 'sql');
  await kernel.run('CREATE TEMP TABLE mine AS SELECT 5 AS n');
  kernel.close();
  const servers = processesWith('inside/workspace.js').filter((pid) => processesOf(uid).includes(pid));
  for (const pid of servers) process.kill(pid, 'SIGKILL');
  const killed = performance.now();
  await untilAnswered('the server', async () =>
    (await person.get('/user/alice/api/kernels')).status === 200 ? true : undefined,
  );
  expect(performance.now() - killed).toBeLessThan(10_000);
  const again = await untilAnswered('the kernel', () => JupyterKernel.connect(person, 'alice', kernel.id));
  expect(JSON.stringify((await again.run('SELECT n FROM mine')).data)).toContain('5');
  again.close();
}, 120_000);

test('nothing of a workspace runs after its stop', async () => {
  const person = await signIn(platform, 'alice', 'password-of-alice');
  expect((await person.post('/api/workspaces/alice/stop')).body.state).toBe('stopped');
  const left = processesWith('inside/workspace.js').concat(processesWith('inside/sql-kernel.js'));
  expect(left.filter((pid) => processesOf(uid).includes(pid))).toEqual([]);
}, 60_000);
