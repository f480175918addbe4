import { expect, test } from 'vitest';
import { password, signedInAdmin, signedInPerson } from './testing/people.ts';
import { startPlatform, type TestPlatform } from './testing/platform.ts';

const attacker = '203.0.113.66';

async function guess(platform: TestPlatform, times: number, from = () => attacker, name = 'alice') {
  const got = [];
  for (let i = 0; i < times; i++) got.push(await platform.client(from()).signIn(name, `guess number ${i}`));
  return got;
}

test('guessing is slowed more and more, with the time to wait', async () => {
  await using platform = await startPlatform();
  await signedInPerson(platform, await signedInAdmin(platform), 'alice');
  const got = await guess(platform, 6);
  expect(got.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
  expect(got[5]).toMatchObject({
    headers: { 'retry-after': '1' },
    body: { code: 'sign-in-slowed', retryAfterSeconds: 1 },
  });
  platform.clock.advance(1000);
  expect((await guess(platform, 2)).map(({ headers }) => headers['retry-after'])).toEqual([undefined, '2']);
  platform.clock.advance(2000);
  expect((await guess(platform, 2)).map(({ headers }) => headers['retry-after'])).toEqual([undefined, '4']);
});

test('a thousand guesses at once get no more tries than one after the other', async () => {
  await using platform = await startPlatform();
  await signedInPerson(platform, await signedInAdmin(platform), 'alice');
  const tries = Array.from({ length: 1000 }, (_, i) => platform.client(attacker).signIn('alice', `guess number ${i}`));
  const looked = (await Promise.all(tries)).filter(({ status }) => status !== 429);
  expect(looked.length).toBeLessThanOrEqual(6);
});

test('the victim signs in from where they did before, while others guess from everywhere', async () => {
  await using platform = await startPlatform();
  await signedInPerson(platform, await signedInAdmin(platform), 'alice');
  let n = 0;
  await guess(platform, 120, () => `203.0.113.${n++ % 250}`);
  expect((await platform.client('192.0.2.9').signIn('alice', password)).status).toBe(429);
  expect((await platform.client().signIn('alice', password)).status).toBe(200);
});

test('whoever waits gets in: no delay is longer than a minute', async () => {
  await using platform = await startPlatform();
  await signedInPerson(platform, await signedInAdmin(platform), 'alice');
  for (let i = 0; i < 40; i++) {
    await guess(platform, 1);
    platform.clock.advance(61_000);
  }
  expect((await platform.client(attacker).signIn('alice', password)).status).toBe(200);
});

test('one address trying many names is slowed, and knowing one password does not buy more guesses', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  await admin.post('/api/accounts', { name: 'mallory', password });
  const statuses: number[] = [];
  for (let i = 0; i < 60; i++) {
    statuses.push(...(await guess(platform, 1, () => attacker, `person${i}`)).map(({ status }) => status));
    if (i % 10 === 0) await platform.client(attacker).signIn('mallory', password);
  }
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(5);
});

test('names that nobody has are slowed just as names that somebody has', async () => {
  await using platform = await startPlatform();
  await signedInPerson(platform, await signedInAdmin(platform), 'alice');
  const known = await guess(platform, 8);
  const unknown = await guess(platform, 8, () => '203.0.113.67', 'nobody-here');
  expect(unknown.map(({ status }) => status)).toEqual(known.map(({ status }) => status));
});

test('guessing the current password at a stolen session is slowed too', async () => {
  await using platform = await startPlatform();
  const alice = await signedInPerson(platform, await signedInAdmin(platform), 'alice');
  const statuses: number[] = [];
  for (let i = 0; i < 7; i++)
    statuses.push((await alice.put('/api/account/password', { current: `guess ${i}`, new: 'something new' })).status);
  expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429]);
});
