import { expect, test } from 'vitest';
import { signedInAdmin, signedInPerson } from './testing/people.ts';
import { startPlatform, type TestPlatform } from './testing/platform.ts';

const hour = 3_600_000;

function program(platform: TestPlatform, token: string) {
  const client = platform.client();
  client.token = token;
  return client;
}

test('a token signs in as Bearer, as Jupyter writes it, and from the query; its secret is shown once', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const made = await admin.post('/api/tokens', { name: 'laptop' });
  expect(made).toMatchObject({ status: 201, body: { name: 'laptop', scopes: ['all'], expiresAt: null } });
  const { token } = made.body;
  expect(token).toMatch(/^stoa_[\w-]{43}$/);
  for (const headers of [
    { authorization: `Bearer ${token}` },
    { authorization: `token ${token}` },
    { 'x-stoa-query-token': token },
  ])
    expect((await platform.client().ask('GET', '/api/session', undefined, headers)).body.via).toBe('token');
  const { items } = (await admin.get('/api/tokens')).body;
  expect(items).toHaveLength(1);
  expect(JSON.stringify(items)).not.toContain(token);
  expect(token.startsWith(items[0].hint)).toBe(true);
});

test('a read-only token looks and does nothing else; one for the workspace does not even look', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const make = async (scope: string) =>
    program(platform, (await admin.post('/api/tokens', { name: scope, scopes: [scope] })).body.token);
  const [reader, workspace] = [await make('read'), await make('workspace')];
  expect((await reader.get('/api/accounts')).status).toBe(200);
  expect((await reader.post('/api/groups', { name: 'team' })).body.code).toBe('scope-missing');
  expect((await reader.post('/api/tokens', { name: 'more' })).body.code).toBe('scope-missing');
  expect((await workspace.get('/api/accounts')).body.code).toBe('scope-missing');
  expect((await workspace.get('/api/session')).body).toMatchObject({ scopes: ['workspace'] });
});

test('a token ends when it expires, and may be given a date as text', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const expiresAt = platform.clock.now() + hour;
  const made = await admin.post('/api/tokens', { name: 'x', expiresAt: new Date(expiresAt).toISOString() });
  expect(made.body.expiresAt).toBe(expiresAt);
  const client = program(platform, made.body.token);
  expect((await client.get('/api/session')).status).toBe(200);
  platform.clock.advance(hour);
  expect((await client.get('/api/session')).status).toBe(401);
  for (const bad of ['soon', platform.clock.now() - 1, 1e308, 9e15, -1])
    expect((await admin.post('/api/tokens', { name: 'x', expiresAt: bad })).status).toBe(400);
  for (const name of ['\u001b[31mred', 'two\nlines', 'turned\u202egnp.exe'])
    expect((await admin.post('/api/tokens', { name })).body).toMatchObject({
      status: 400,
      field: 'body/name',
      detail: expect.stringContaining('one line of text without control characters'),
    });
});

test('a token made with a token lives no longer, and ends with it', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const expiresAt = platform.clock.now() + hour;
  const parent = (await admin.post('/api/tokens', { name: 'parent', expiresAt })).body;
  const maker = program(platform, parent.token);
  expect((await maker.post('/api/tokens', { name: 'longer', expiresAt: expiresAt + 1 })).status).toBe(403);
  expect((await maker.post('/api/tokens', { name: 'for ever', expiresAt: null })).status).toBe(403);
  const child = (await maker.post('/api/tokens', { name: 'child' })).body;
  expect(child.expiresAt).toBe(expiresAt);
  const grandchild = (await program(platform, child.token).post('/api/tokens', { name: 'grandchild' })).body;
  expect((await admin.delete(`/api/tokens/${parent.id}`)).status).toBe(200);
  for (const { token } of [parent, child, grandchild])
    expect((await program(platform, token).get('/api/session')).status).toBe(401);
});

test("nobody sees or revokes another's token", async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice');
  const { id, token } = (await alice.post('/api/tokens', { name: 'ci' })).body;
  expect((await admin.get('/api/tokens')).body.items).toEqual([]);
  expect((await admin.delete(`/api/tokens/${id}`)).status).toBe(404);
  expect((await program(platform, token).get('/api/session')).status).toBe(200);
});

test('a token cannot change the password or sign out', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const client = program(platform, (await admin.post('/api/tokens', { name: 'ci' })).body.token);
  expect((await client.put('/api/account/password', { current: 'x', new: 'y' })).status).toBe(403);
  expect((await client.delete('/api/session')).body.code).toBe('not-a-session');
});

test('the token of a workspace is the tenant’s own, carries no office, and ends with the workspace', async () => {
  await using platform = await startPlatform();
  await signedInAdmin(platform);
  const inside = program(platform, await platform.room.issueWorkspaceToken('admin', 'task-1'));
  expect((await inside.get('/api/session')).body).toMatchObject({ account: { name: 'admin' }, scopes: ['workspace'] });
  expect((await inside.get('/api/accounts')).status).toBe(403);
  expect((await inside.post('/api/tokens', { name: 'more' })).status).toBe(403);
  await platform.room.endWorkspaceTokens('task-1');
  expect((await inside.get('/api/session')).status).toBe(401);
});
