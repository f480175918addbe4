import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { Scheduler } from '../platform/scheduler.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

let platform: Platform;
let admin: Client;
let alice: Client;

beforeAll(async () => {
  platform = await startPlatform();
  admin = await signInAdmin(platform);
  alice = await newPerson(admin, 'alice');
  for (const name of ['growth', 'risk']) await admin.post('/api/groups', { name });
  await admin.send('PATCH', '/api/accounts/alice', { groups: ['growth', 'risk'] });
});
afterAll(() => platform?.stop());

const rolesInUse = async () => {
  const { items } = (await admin.get('/api/roles')).body;
  return items
    .filter(({ path, used }: { path: string; used: { cpus: number } }) => path.includes('/') && used.cpus > 0)
    .map(({ path }: { path: string }) => path);
};
const rolesOf = async ({ id }: Scheduler) => (await alice.get(`/api/frameworks/${id}`)).body.roles;
const runs = async (role?: string) => {
  const resources = { cpus: 0.1, memory: 2 ** 26 };
  const { body } = await alice.post('/api/tasks', { command: ['true'], resources, ...(role ? { role } : {}) });
  return body.role;
};

test('what an account launches counts in its primary group, or in the one that it names', async () => {
  expect((await admin.get('/api/accounts/alice')).body.primaryGroup).toBe('everyone');
  expect(await runs()).toBe('everyone/alice');
  const changed = await admin.send('PATCH', '/api/accounts/alice', { primaryGroup: 'growth' });
  expect(changed.body.primaryGroup).toBe('growth');
  expect(await runs()).toBe('growth/alice');
  expect(await runs('risk')).toBe('risk/alice');
  const token = (await alice.post('/api/tokens', { name: 'm' })).body.token;
  const framework = await Scheduler.subscribe(platform.url, token);
  expect(await rolesOf(framework)).toEqual(['growth/alice']);
  await framework.call({ type: 'TEARDOWN' });
  await startWorkspace(alice, 'alice');
  await expect.poll(rolesInUse).toEqual(['growth/alice']);
  await alice.post('/api/workspaces/alice/stop');
  expect((await alice.post('/api/workspaces/alice/start?wait=true&group=risk')).body.state).toBe('running');
  await expect.poll(rolesInUse).toEqual(['risk/alice']);
  await alice.post('/api/workspaces/alice/stop');
});

test('a group that an account is not in is neither its primary one nor named for a launch', async () => {
  await admin.post('/api/groups', { name: 'secret' });
  const refused = await admin.send('PATCH', '/api/accounts/alice', { primaryGroup: 'secret' });
  expect([refused.status, refused.body.code]).toEqual([409, 'not-a-member']);
  const launch = async () => {
    const { status, body } = await alice.post('/api/workspaces/alice/start?group=secret');
    return [status, body.code];
  };
  expect(await launch()).toEqual([403, 'not-in-group']);
  await startWorkspace(alice, 'alice');
  expect(await launch()).toEqual([403, 'not-in-group']);
  await alice.post('/api/workspaces/alice/stop');
  expect((await alice.send('PATCH', '/api/accounts/alice', { primaryGroup: 'risk' })).status).toBe(403);
});

test('who leaves the primary group counts with everybody again', async () => {
  await startWorkspace(alice, 'alice');
  await expect.poll(rolesInUse).toEqual(['growth/alice']);
  await admin.send('DELETE', '/api/groups/growth/members/alice');
  expect((await admin.get('/api/accounts/alice')).body.primaryGroup).toBe('everyone');
  await admin.send('PATCH', '/api/accounts/alice', { groups: ['growth', 'risk'] });
  expect((await admin.get('/api/accounts/alice')).body.primaryGroup).toBe('everyone');
  await expect.poll(rolesInUse, { timeout: 20_000 }).toEqual(['everyone/alice']);
  expect(await runs()).toBe('everyone/alice');
});
