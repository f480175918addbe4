import { expect, test } from 'vitest';
import * as contract from './contract.ts';
import type { Client } from './testing/client.ts';
import { password, signedInAdmin, signedInPerson } from './testing/people.ts';
import { startPlatform, type TestPlatform } from './testing/platform.ts';

type Tried = (typeof operations)[number];

const operations = Object.values(contract).filter(
  (value) => typeof value === 'object' && 'method' in value && 'policy' in value,
);
const anonymous = operations.filter(({ policy }) => policy === 'everybody, signed in or not');
const named = operations.filter((operation) => !anonymous.includes(operation));
const forAdministrators = ['administer accounts', 'read the audit trail', 'be this account or administer accounts'];

/** Tries an operation on alice, her group, or whatever else belongs to somebody else. */
async function attempt(client: Client, { method, path }: Tried, ids: { session: string; token: string }) {
  const id = path.includes('tokens') ? ids.token : ids.session;
  const url = path
    .replace(':account', 'alice')
    .replace(':name', path.includes('/groups/') ? 'team' : 'alice')
    .replace(':id', id);
  const body = {
    ...{
      name: 'fresh',
      username: 'alice',
      password: 'wrong password',
      secret: 'x',
      current: 'wrong',
      new: 'longer than that',
    },
    ...{ description: 'changed', displayName: 'changed', admin: true },
  };
  return await client.ask(method, url, method === 'GET' ? undefined : body);
}

async function stage(platform: TestPlatform) {
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice', { groups: ['team'] });
  const [{ id: session }] = (await alice.get('/api/sessions')).body.items;
  const { id: token } = (await alice.post('/api/tokens', { name: 'ci' })).body;
  const state = async () => {
    const answers = ['/api/accounts', '/api/groups', '/api/groups/team'].map((url) => admin.get(url));
    const own = ['/api/sessions', '/api/tokens'].map((url) => alice.get(url));
    const bodies = (await Promise.all([...answers, ...own])).map(({ body }) => body);
    return JSON.stringify(bodies, (key, value) => (key === 'seenAt' || key === 'expiresAt' ? 0 : value));
  };
  return { admin, alice, ids: { session, token }, state };
}

test('every operation has a policy that exists', () => {
  expect(operations.length).toBeGreaterThan(30);
  expect(anonymous.map(({ path }) => path)).toEqual(['/api/session', '/api/invitations/read', '/api/invitations']);
});

test('nobody gets anything without signing in', async () => {
  await using platform = await startPlatform();
  const { ids, state } = await stage(platform);
  const before = await state();
  for (const operation of named)
    expect((await attempt(platform.client(), operation, ids)).status, operation.summary).toBe(401);
  expect(await state()).toBe(before);
});

test("another tenant neither sees nor changes what is somebody else's", async () => {
  await using platform = await startPlatform();
  const { admin, ids, state } = await stage(platform);
  const mallory = await signedInPerson(platform, admin, 'mallory');
  const before = await state();
  for (const operation of named) {
    if (operation.path === '/api/session' && operation.method === 'DELETE') continue;
    const { status, body } = await attempt(mallory, operation, ids);
    if (forAdministrators.includes(operation.policy)) expect([403, 404], operation.summary).toContain(status);
    else if (operation.path.includes('/:')) expect(status, operation.summary).toBe(404);
    expect(JSON.stringify(body), operation.summary).not.toContain('alice"');
  }
  expect(await state()).toBe(before);
});

test('a suspended person gets nothing with what was open before', async () => {
  await using platform = await startPlatform();
  const { admin, alice, ids } = await stage(platform);
  const program = platform.client();
  program.token = (await alice.post('/api/tokens', { name: 'kept' })).body.token;
  await admin.post('/api/accounts/alice/suspend');
  for (const operation of named)
    for (const client of [alice, program])
      expect((await attempt(client, operation, ids)).status, operation.summary).toBe(401);
});

test("an administrator's read-only token changes nothing", async () => {
  await using platform = await startPlatform();
  const { admin, ids, state } = await stage(platform);
  const reader = platform.client();
  reader.token = (await admin.post('/api/tokens', { name: 'reader', scopes: ['read'] })).body.token;
  const before = await state();
  for (const operation of named.filter(({ method }) => method !== 'GET'))
    expect((await attempt(reader, operation, ids)).body.code, operation.summary).toBe('scope-missing');
  expect(await state()).toBe(before);
});

test('with a one-time password nothing works but changing it, signing out and seeing who one is', async () => {
  await using platform = await startPlatform();
  const { admin, ids } = await stage(platform);
  await admin.post('/api/accounts', { name: 'bob', password, admin: true });
  const { oneTimePassword } = (await admin.post('/api/accounts/bob/reset-password')).body;
  const bob = platform.client();
  await bob.signIn('bob', oneTimePassword);
  for (const operation of named) {
    if (operation.path === '/api/session' || operation.policy === 'change the own password') continue;
    expect((await attempt(bob, operation, ids)).status, operation.summary).toBe(403);
  }
  expect((await bob.get('/api/session')).status).toBe(200);
});
