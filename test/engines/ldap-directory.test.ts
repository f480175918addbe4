import { Attribute, Change } from 'ldapts';
import { expect, test } from 'vitest';
import { signedInAdmin } from '../../src/accounts/testing/people.ts';
import { startPlatform } from '../../src/accounts/testing/platform.ts';
import { directoryAt } from './ldap/options.ts';
import { dnOf, groupDn, person, posixGroup, startSlapd } from './ldap/slapd.ts';

const synchronise = '/api/directory/synchronisations';
const names = (found: { first: string[] }) => found.first;

test('people and groups come over with their names and numbers, and a preview says so first', async () => {
  await using slapd = await startSlapd({
    [dnOf('alice')]: person('alice', 30_001, { gidNumber: '30100' }),
    [dnOf('Bob.Miller')]: person('Bob.Miller', 30_002),
    [dnOf('carol')]: person('carol', 30_003),
    [groupDn('physics')]: posixGroup('physics', 30_100, ['carol']),
    [groupDn('outer')]: { objectClass: 'groupOfNames', cn: 'outer', member: [groupDn('inner')] },
    [groupDn('inner')]: { objectClass: 'groupOfNames', cn: 'inner', member: [groupDn('outer'), dnOf('bob.miller')] },
    [groupDn('carol')]: posixGroup('carol', 30_003),
    [groupDn('operators')]: posixGroup('operators', 30_101, ['carol']),
  });
  await using platform = await startPlatform({ directory: directoryAt(slapd) });
  const admin = await signedInAdmin(platform);

  const preview = await admin.get('/api/directory/preview');
  expect(names(preview.body.newAccounts)).toEqual(['alice', 'bob.miller', 'carol']);
  expect(preview.body.refused.first.map((one: { code: string; name: string }) => [one.name, one.code])).toEqual([
    ['outer', 'number-missing'],
    ['inner', 'number-missing'],
  ]);
  expect((await admin.get('/api/accounts/alice')).status).toBe(404);

  const done = await admin.post(synchronise, {});
  expect([done.status, done.body.code]).toEqual([200, null]);
  const alice = await admin.get('/api/accounts/alice');
  expect(alice.body).toMatchObject({ uid: 30_001, groups: ['physics'], primaryGroup: 'physics', source: 'directory' });
  expect((await admin.get('/api/accounts/carol')).body).toMatchObject({
    admin: true,
    groups: ['operators', 'physics'],
  });
  expect((await admin.get('/api/groups')).body.items.map((one: { name: string }) => one.name)).toEqual([
    ...['operators', 'physics'],
  ]);
  const again = await admin.get('/api/directory/preview');
  expect([again.body.newAccounts.total, again.body.changed.total, again.body.newGroups.total]).toEqual([0, 0, 0]);
});

test('a password is the directory’s: it opens by a bind, an empty one never, and it cannot be changed here', async () => {
  await using slapd = await startSlapd({
    [dnOf('alice')]: person('alice', 30_001),
    [dnOf('bob')]: person('bob', 30_002),
  });
  await using platform = await startPlatform({ directory: directoryAt(slapd) });
  const admin = await signedInAdmin(platform);
  await admin.post(synchronise, {});
  const alice = platform.client('198.51.100.2');
  expect((await alice.signIn('alice', '')).status).toBe(401);
  const wrong = await alice.signIn('alice', 'bob password');
  const unknown = await alice.signIn('nobody-has-this', 'bob password');
  expect([wrong.status, wrong.body.code, wrong.body.detail]).toEqual([
    ...[401, 'sign-in-refused', unknown.body.detail],
  ]);
  expect((await alice.signIn('Alice', 'alice password')).status).toBe(200);
  expect(
    (await alice.put('/api/account/password', { current: 'alice password', new: 'something else entirely' })).body,
  ).toMatchObject({ status: 409, code: 'kept-by-directory' });
  expect((await admin.post('/api/accounts/alice/reset-password')).body.code).toBe('kept-by-directory');
  for (const name of ['*', 'alice)(uid=*', 'alice,ou=people', 'al*', 'alice\u0000'])
    expect((await platform.client('198.51.100.3').signIn(name, 'alice password')).status, name).not.toBe(200);
});

test('who is removed is suspended with sessions and tokens at the next look, and let in again when back', async () => {
  await using slapd = await startSlapd({
    [dnOf('alice')]: person('alice', 30_001),
    [dnOf('bob')]: person('bob', 30_002),
    [groupDn('physics')]: posixGroup('physics', 30_100, ['alice', 'bob']),
  });
  await using platform = await startPlatform({ directory: directoryAt(slapd, { everyMilliseconds: 200 }) });
  const admin = await signedInAdmin(platform);
  await admin.post(synchronise, {});
  const lost: string[] = [];
  platform.room.onRevocation(async (one) => void lost.push(`${one.kind} ${one.account}`));
  const alice = platform.client('198.51.100.2');
  await alice.signIn('alice', 'alice password');
  const token = platform.client('198.51.100.2');
  token.token = (await alice.post('/api/tokens', { name: 'robot' })).body.token;
  expect((await token.get('/api/session')).status).toBe(200);

  let uuid = '';
  await slapd.change(async (client) => {
    const found = await client.search(dnOf('alice'), { scope: 'base', attributes: ['entryUUID'] });
    uuid = String(found.searchEntries[0]?.entryUUID);
    await client.del(dnOf('alice'));
  });
  await expect.poll(async () => (await alice.get('/api/session')).status, { timeout: 5000 }).toBe(401);
  expect((await token.get('/api/session')).status).toBe(401);
  await expect.poll(() => lost.sort()).toEqual(['left-group alice', 'suspended alice']);
  expect((await admin.get('/api/accounts/alice')).body).toMatchObject({ state: 'suspended', groups: [] });

  // Somebody else of the same name is not the same person.
  await slapd.change((client) => client.add(dnOf('alice'), person('alice', 30_009)));
  await expect
    .poll(async () => (await admin.get('/api/directory/preview')).body.refused?.first[0]?.code)
    .toBe('name-taken');
  expect((await alice.signIn('alice', 'alice password')).status).toBe(401);
  expect(uuid).not.toBe('');
});

test('who is back is let in again, unless an administrator suspended them', async () => {
  await using slapd = await startSlapd({
    [dnOf('alice')]: person('alice', 30_001),
    [dnOf('bob')]: person('bob', 30_002),
    [dnOf('carol')]: person('carol', 30_003),
  });
  const everyone = { filter: '(objectClass=posixAccount)', base: directoryAt(slapd).people.base };
  await using platform = await startPlatform({
    directory: directoryAt(slapd, { people: { ...everyone, filter: '(&(objectClass=posixAccount)(!(title=away)))' } }),
  });
  const admin = await signedInAdmin(platform);
  await admin.post(synchronise, {});
  await admin.post('/api/accounts/bob/suspend');
  const title = (dn: string, away: boolean) =>
    slapd.change((client) =>
      client.modify(
        dn,
        new Change({
          operation: away ? 'add' : 'delete',
          modification: new Attribute({ type: 'title', values: ['away'] }),
        }),
      ),
    );
  for (const name of ['alice', 'bob']) await title(dnOf(name), true);
  await admin.post(synchronise, {});
  expect((await admin.get('/api/accounts/alice')).body.state).toBe('suspended');
  for (const name of ['alice', 'bob']) await title(dnOf(name), false);
  await admin.post(synchronise, {});
  expect((await admin.get('/api/accounts/alice')).body.state).toBe('active');
  expect((await admin.get('/api/accounts/bob')).body.state).toBe('suspended');
});

test('an answer that names nobody, or from which many are missing, takes nothing away', async () => {
  const people = Array.from({ length: 1200 }, (_, n) => `user${n}`);
  await using slapd = await startSlapd(
    Object.fromEntries(people.map((name, n) => [dnOf(name), person(name, 40_000 + n)])),
  );
  await using platform = await startPlatform({
    directory: directoryAt(slapd, { mostRemoved: 20, mostRemovedPercent: 1 }),
  });
  const admin = await signedInAdmin(platform);
  expect((await admin.post(synchronise, {})).body.changes.newAccounts.total).toBe(1200);
  await slapd.change(async (client) => {
    for (const name of people.slice(0, 30)) await client.del(dnOf(name));
  });
  expect((await admin.get('/api/directory/preview')).body.tooManyGone).toBe(true);
  expect((await admin.post(synchronise, {})).body.code).toBe('too-many-gone');
  expect((await admin.get('/api/accounts/user3')).body.state).toBe('active');
  expect((await admin.post(synchronise, { removeMany: true })).body.changes.suspended.total).toBe(30);
  await slapd.change(async (client) => {
    for (const name of people.slice(30)) await client.del(dnOf(name));
  });
  expect((await admin.post(synchronise, { removeMany: true })).body.code).toBe('directory-incomplete');
  expect((await admin.get('/api/accounts/user1199')).body.state).toBe('active');
}, 60_000);
