import { expect, test } from 'vitest';
import { signedInAdmin } from './testing/people.ts';
import { adminPassword, origin, startPlatform } from './testing/platform.ts';

const elsewhere = [
  ...['http://evil.example', 'http://localhost:8080.evil.example', 'http://evil-localhost:8080', 'http://localhost'],
  ...['http://localhost:80800', 'https://localhost:8080', 'http://alice.localhost:8080', 'null', ''],
];

test.each(elsewhere)('a page of %j can neither sign in, sign out nor change anything with the cookie', async (from) => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const foreign = { origin: from };
  const body = { username: 'admin', password: adminPassword };
  for (const got of [
    await platform.client().ask('POST', '/api/session', body, foreign),
    await admin.ask('DELETE', '/api/session', undefined, foreign),
    await admin.ask('POST', '/api/accounts', { name: 'mallory', admin: true }, foreign),
    await admin.ask('POST', '/api/accounts/admin/reset-password', undefined, foreign),
    await admin.ask('POST', '/api/invitations', { secret: 'x', password: 'y' }, foreign),
  ])
    expect(got).toMatchObject({ status: 403, body: { code: 'wrong-origin' } });
  expect((await admin.get('/api/session')).status).toBe(200);
  expect((await admin.get('/api/accounts')).body.total).toBe(1);
});

test('what the browser itself calls cross-site or same-site is refused without an Origin too', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  for (const site of ['cross-site', 'same-site'])
    expect((await admin.ask('POST', '/api/groups', { name: 'team' }, { 'sec-fetch-site': site })).status).toBe(403);
  const own = { origin, 'sec-fetch-site': 'same-origin' };
  expect((await admin.ask('POST', '/api/groups', { name: 'team' }, own)).status).toBe(201);
});

test('a form, or JSON that calls itself text, changes nothing', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])
    expect((await admin.ask('POST', '/api/groups', { name: 'team' }, { 'content-type': type })).status).toBe(415);
  expect((await admin.get('/api/groups')).body.items).toEqual([]);
});

test('a token needs no origin: no browser adds it by itself', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const program = platform.client();
  program.token = (await admin.post('/api/tokens', { name: 'ci' })).body.token;
  const got = await program.ask('POST', '/api/groups', { name: 'team' }, { origin: 'http://tool.example' });
  expect(got.status).toBe(201);
});

test('with an unknown token the cookie beside it does not count', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  admin.token = 'stoa_unknown';
  expect((await admin.ask('POST', '/api/groups', { name: 'team' }, { origin: 'http://evil.example' })).status).toBe(
    401,
  );
});
