import { expect, test } from 'vitest';
import { password, signedInAdmin, signedInPerson } from './testing/people.ts';
import { origin, startPlatform } from './testing/platform.ts';

test('an account without a password is invited by a link that works once', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const made = await admin.post('/api/accounts', { name: 'alice', displayName: 'Alice Adams' });
  expect(made).toMatchObject({ status: 201, body: { state: 'invited', uid: 20_001, label: 'alice' } });
  const { secret, link } = made.body.invitation;
  expect(link).toBe(`${origin}/invite#${secret}`);
  expect((await platform.client().signIn('alice', '')).status).toBe(401);

  const alice = platform.client();
  expect((await alice.post('/api/invitations/read', { secret })).body).toMatchObject({ displayName: 'Alice Adams' });
  expect((await alice.post('/api/invitations', { secret, password: 'short' })).status).toBe(422);
  expect((await alice.post('/api/invitations', { secret, password })).body.account.name).toBe('alice');
  expect((await alice.get('/api/session')).status).toBe(200);
  expect((await platform.client().post('/api/invitations', { secret, password })).status).toBe(404);
  expect((await platform.client().signIn('alice', password)).status).toBe(200);
  expect((await admin.get('/api/accounts/alice')).body.state).toBe('active');
});

test('of two who use one invitation at once, one is let in', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const { secret } = (await admin.post('/api/accounts', { name: 'alice' })).body.invitation;
  const tries = ['first password', 'second password'].map((chosen) =>
    platform.client().post('/api/invitations', { secret, password: chosen }),
  );
  expect((await Promise.all(tries)).map(({ status }) => status).toSorted()).toEqual([200, 404]);
});

test('an invitation ends in time, when another is made, and with a suspension', async () => {
  await using platform = await startPlatform({ invitationMilliseconds: 1000 });
  const admin = await signedInAdmin(platform);
  const read = async (secret: string) => (await platform.client().post('/api/invitations/read', { secret })).status;
  const first = (await admin.post('/api/accounts', { name: 'alice' })).body.invitation.secret;
  expect((await admin.get('/api/invitations')).body.items).toMatchObject([{ name: 'alice' }]);
  const second = (await admin.post('/api/accounts/alice/invite')).body.secret;
  expect([await read(first), await read(second)]).toEqual([404, 200]);
  platform.clock.advance(1001);
  expect(await read(second)).toBe(404);
  const third = (await admin.post('/api/accounts/alice/invite')).body.secret;
  await admin.post('/api/accounts/alice/suspend');
  expect(await read(third)).toBe(404);
  expect((await admin.post('/api/accounts/alice/invite')).status).toBe(409);
});

test('a reset password is shown once, must be changed, and ends what was open', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice');
  const program = platform.client();
  program.token = (await alice.post('/api/tokens', { name: 'ci' })).body.token;
  const { oneTimePassword } = (await admin.post('/api/accounts/alice/reset-password')).body;
  expect((await alice.get('/api/session')).status).toBe(401);
  expect((await program.get('/api/session')).status).toBe(401);
  expect((await platform.client().signIn('alice', password)).status).toBe(401);
  expect((await alice.signIn('alice', oneTimePassword)).body.mustChangePassword).toBe(true);
  expect((await alice.get('/api/accounts/alice')).status).toBe(403);
  expect((await alice.put('/api/account/password', { current: oneTimePassword, new: 'yet another' })).status).toBe(200);
  expect((await alice.get('/api/accounts/alice')).status).toBe(200);
});

test('a name is given once: not in other spellings, not after deletion, not to a group', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  await admin.post('/api/accounts', { name: 'alice', password });
  for (const name of ['Alice', ' alice', 'alice ', 'аlice', 'ａlice', 'alice\0', 'root', 'stoa', '', 'a'.repeat(33)])
    expect((await admin.post('/api/accounts', { name, password })).status, name).toBe(422);
  expect((await admin.post('/api/accounts', { name: 'alice', password })).body.code).toBe('name-taken');
  expect((await admin.post('/api/groups', { name: 'alice' })).body.code).toBe('name-taken');
  expect((await admin.delete('/api/accounts/alice')).status).toBe(200);
  expect((await admin.post('/api/accounts', { name: 'alice', password })).body.code).toBe('name-taken');
  expect((await admin.post('/api/accounts', { name: 'admin', password })).body.code).toBe('name-taken');
});

test('numbers are never given twice, to accounts made at once and after deletions and restarts', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const names = Array.from({ length: 60 }, (_, i) => `person${i}`);
  const made = await Promise.all(
    names.map((name) => admin.post('/api/accounts', { name, password, groups: [`team-${name}`] })),
  );
  expect(made.map(({ status }) => status)).toEqual(names.map(() => 201));
  const uids = made.map(({ body }) => body.uid);
  const gids = (await admin.get('/api/groups?limit=200')).body.items.map(({ gid }: { gid: number }) => gid);
  expect(new Set([...uids, ...gids, 20_000]).size).toBe(121);
  await admin.delete(`/api/accounts/person${uids.indexOf(Math.max(...uids))}`);
  await platform.close();
  await using later = await startPlatform({ firstUid: 1000 }, platform.folder);
  const after = await (await signedInAdmin(later)).post('/api/accounts', { name: 'late', password });
  expect(after.body.uid).toBeGreaterThan(Math.max(...uids, ...gids));
});

test('of many who make the same account at once, one does', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const made = await Promise.all(
    Array.from({ length: 30 }, () => admin.post('/api/accounts', { name: 'alice', password })),
  );
  expect(made.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(made.filter(({ body }) => body.code === 'name-taken')).toHaveLength(29);
});

test('a name that is no host label is called by its number', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  expect((await admin.post('/api/accounts', { name: 'data.team', password })).body.label).toBe('u20001');
  expect((await admin.post('/api/accounts', { name: 'u20001', password })).body.label).toBe('u20002');
});

test('there is always an administrator left', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  for (const got of [
    await admin.post('/api/accounts/admin/suspend'),
    await admin.patch('/api/accounts/admin', { admin: false }),
    await admin.patch('/api/accounts/admin', { suspended: true }),
    await admin.delete('/api/accounts/admin'),
  ])
    expect(got).toMatchObject({ status: 409, body: { code: 'last-administrator' } });
  // One who was invited and has no password yet cannot take over.
  await admin.post('/api/accounts', { name: 'bob', admin: true });
  expect((await admin.delete('/api/accounts/admin')).status).toBe(409);
});

test('two administrators who demote each other at once do not both succeed', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const bob = await signedInPerson(platform, admin, 'bob', { admin: true });
  const both = await Promise.all([
    admin.patch('/api/accounts/bob', { admin: false }),
    bob.patch('/api/accounts/admin', { admin: false }),
  ]);
  expect(both.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
});

test('who is made an administrator, or is one no longer, notices at the next request', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice');
  expect((await alice.get('/api/accounts')).status).toBe(403);
  await admin.patch('/api/accounts/alice', { admin: true });
  expect((await alice.get('/api/accounts')).status).toBe(200);
  await admin.patch('/api/accounts/alice', { admin: false });
  expect((await alice.get('/api/accounts')).status).toBe(403);
});

test('accounts are listed in pages, by name, by part of it, and by group', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  for (const name of ['carol', 'alice', 'bob'])
    await admin.post('/api/accounts', { name, password, groups: name === 'bob' ? ['team'] : [] });
  const names = ({ items }: { items: { name: string }[] }) => items.map(({ name }) => name);
  const first = (await admin.get('/api/accounts?limit=3')).body;
  expect([names(first), first.total]).toEqual([['admin', 'alice', 'bob'], 4]);
  expect(names((await admin.get(`/api/accounts?limit=3&after=${first.next}`)).body)).toEqual(['carol']);
  expect(names((await admin.get('/api/accounts?search=ARO')).body)).toEqual(['carol']);
  expect(names((await admin.get('/api/accounts?search=%25')).body)).toEqual([]);
  expect(names((await admin.get('/api/accounts?group=team')).body)).toEqual(['bob']);
});

test('a group is seen by its members and administrators, and is nothing to others', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice', { groups: ['team'] });
  const mallory = await signedInPerson(platform, admin, 'mallory');
  expect((await alice.get('/api/groups/team')).body).toMatchObject({ members: 1, items: [{ name: 'alice' }] });
  expect((await alice.get('/api/groups')).body.items).toHaveLength(1);
  expect((await mallory.get('/api/groups')).body.items).toEqual([]);
  const [hidden, missing] = [await mallory.get('/api/groups/team'), await mallory.get('/api/groups/teem')];
  expect([hidden.status, hidden.body.code]).toEqual([missing.status, missing.body.code]);
  expect((await admin.put('/api/groups/team/members/mallory')).body.members).toBe(2);
  expect((await mallory.get('/api/groups/team')).status).toBe(200);
  expect((await admin.delete('/api/groups/team/members/mallory')).body.members).toBe(1);
  expect((await mallory.get('/api/groups/team')).status).toBe(404);
  expect((await admin.delete('/api/groups/team')).status).toBe(200);
  expect((await alice.get('/api/session')).body.account.groups).toEqual([]);
  expect((await admin.post('/api/groups', { name: 'team' })).body.code).toBe('name-taken');
});

test('open pages of administrators are told of changes', async () => {
  await using platform = await startPlatform();
  const told: string[] = [];
  platform.events.listen(({ type, audience, data }) => told.push(`${type} ${audience} ${JSON.stringify(data)}`));
  await (await signedInAdmin(platform)).post('/api/accounts', { name: 'alice', groups: ['team'] });
  expect(told).toContain('account administrators {"name":"alice"}');
  expect(told).toContain('group administrators {"name":"team"}');
  expect(told.join()).not.toContain('secret');
});
