import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { password, signedInAdmin, signedInPerson } from './testing/people.ts';
import { adminPassword, startPlatform } from './testing/platform.ts';

const minute = 60_000;
const lifetimes = { idleMilliseconds: 30 * minute, longestMilliseconds: 120 * minute };

test('a session ends when it is not used, and at the latest after its longest life', async () => {
  await using platform = await startPlatform({ lifetimes });
  const idle = await signedInAdmin(platform);
  const busy = await signedInAdmin(platform);
  for (let i = 0; i < 5; i++) {
    platform.clock.advance(20 * minute);
    expect((await busy.get('/api/session')).status).toBe(200);
  }
  expect((await idle.get('/api/session')).status).toBe(401);
  platform.clock.advance(20 * minute + 1);
  expect((await busy.get('/api/session')).status).toBe(401);
});

test('what gateways tell of prolongs a session as a request does, and brings none back', async () => {
  await using platform = await startPlatform({ lifetimes });
  const admin = await signedInAdmin(platform);
  const key = createHash('sha256')
    .update(admin.cookie?.split('=')[1] ?? '')
    .digest('hex');
  const told = () =>
    platform.room.noteUses([
      { key, remote: '192.0.2.7' },
      { key: 'of nobody', remote: '' },
    ]);
  for (let i = 0; i < 5; i++) {
    platform.clock.advance(20 * minute);
    told();
  }
  expect((await admin.get('/api/sessions')).body.items).toHaveLength(1);
  platform.clock.advance(31 * minute);
  told();
  expect((await admin.get('/api/session')).status).toBe(401);
});

test('a session outlives a restart of the platform, with its last use', async () => {
  await using platform = await startPlatform({ lifetimes });
  const admin = await signedInAdmin(platform);
  platform.clock.advance(20 * minute);
  await admin.get('/api/session');
  await platform.close();
  await using later = await startPlatform({ lifetimes }, platform.folder);
  later.clock.advance(45 * minute);
  const again = later.client();
  again.cookie = admin.cookie;
  expect((await again.get('/api/session')).status).toBe(200);
});

test('a person sees the own sessions with where and when, and ends one, or all others', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const laptop = await signedInPerson(platform, admin, 'alice');
  const phone = platform.client('192.0.2.44');
  await phone.ask('POST', '/api/session', { username: 'alice', password }, { 'user-agent': 'A phone' });
  const desk = platform.client('192.0.2.45');
  await desk.signIn('alice', password);

  const { items } = (await laptop.get('/api/sessions')).body;
  expect(items).toHaveLength(3);
  expect(items[0]).toMatchObject({ current: true, remote: '198.51.100.1' });
  expect(items[1]).toMatchObject({ current: false, remote: '192.0.2.44', client: 'A phone' });
  expect(JSON.stringify(items)).not.toContain(phone.cookie?.split('=')[1]);

  expect((await laptop.delete(`/api/sessions/${items[1].id}`)).status).toBe(200);
  expect((await phone.get('/api/session')).status).toBe(401);
  expect((await laptop.delete(`/api/sessions/${items[1].id}`)).status).toBe(404);
  expect((await laptop.delete('/api/sessions')).body).toEqual({ ended: 1 });
  expect((await desk.get('/api/session')).status).toBe(401);
  expect((await laptop.get('/api/session')).status).toBe(200);
});

test("nobody ends another's session by its id", async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice');
  const mallory = await signedInPerson(platform, admin, 'mallory');
  const [{ id }] = (await alice.get('/api/sessions')).body.items;
  expect((await mallory.delete(`/api/sessions/${id}`)).status).toBe(404);
  expect((await alice.get('/api/session')).status).toBe(200);
});

test('a changed password ends every other session and gives this one a new secret', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice');
  const other = platform.client();
  await other.signIn('alice', password);
  const { token } = (await alice.post('/api/tokens', { name: 'ci' })).body;
  const program = platform.client();
  program.token = token;
  const before = alice.cookie;

  expect((await alice.put('/api/account/password', { current: 'not it at all', new: 'another evening' })).status).toBe(
    403,
  );
  expect((await alice.put('/api/account/password', { current: password, new: 'short' })).status).toBe(422);
  expect((await alice.put('/api/account/password', { current: password, new: password })).status).toBe(422);
  expect((await alice.put('/api/account/password', { current: password, new: 'another evening' })).status).toBe(200);

  expect((await alice.get('/api/session')).status).toBe(200);
  expect((await other.get('/api/session')).status).toBe(401);
  expect((await program.get('/api/session')).status).toBe(200);
  const thief = platform.client();
  thief.cookie = before;
  expect((await thief.get('/api/session')).status).toBe(401);
  expect((await platform.client().signIn('alice', password)).status).toBe(401);
  expect((await platform.client().signIn('alice', 'another evening')).status).toBe(200);

  await alice.put('/api/account/password', { current: 'another evening', new: 'a third evening', endTokens: true });
  expect((await program.get('/api/session')).status).toBe(401);
});

test('secrets are not in the database', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const { token } = (await admin.post('/api/tokens', { name: 'ci' })).body;
  const { invitation } = (await admin.post('/api/accounts', { name: 'alice' })).body;
  await admin.post('/api/accounts', { name: 'bob', password });
  const stored = await platform.everythingStored();
  for (const secret of [token, invitation.secret, admin.cookie?.split('=')[1], adminPassword, password])
    expect(stored.includes(secret)).toBe(false);
});
