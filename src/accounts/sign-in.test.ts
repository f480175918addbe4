import { expect, test } from 'vitest';
import { password, signedInAdmin, signedInPerson } from './testing/people.ts';
import { adminPassword, startPlatform } from './testing/platform.ts';

test('the first administrator signs in, is told who they are, and signs out', async () => {
  await using platform = await startPlatform();
  const browser = platform.client();
  expect((await browser.get('/api/session')).status).toBe(401);
  const signedIn = await browser.signIn('admin', adminPassword);
  expect(signedIn).toMatchObject({ status: 200, body: { account: { name: 'admin', admin: true, uid: 20_000 } } });
  expect(signedIn.headers['set-cookie']).toMatch(
    /^stoa_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=/,
  );
  expect((await browser.get('/api/session')).body.account.name).toBe('admin');
  const cookie = browser.cookie;
  expect((await browser.delete('/api/session')).status).toBe(200);
  browser.cookie = cookie;
  expect((await browser.get('/api/session')).status).toBe(401);
});

test('the first administrator is made once, with a one-time password that must be changed before anything else', async () => {
  await using platform = await startPlatform({ firstPassword: undefined });
  const oneTime = platform.first?.oneTimePassword ?? '';
  expect(oneTime).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{5}$/);
  expect(await platform.room.ensureFirstAdministrator({})).toBeUndefined();
  const admin = platform.client();
  expect((await admin.signIn('admin', oneTime)).body.mustChangePassword).toBe(true);
  expect((await admin.get('/api/accounts')).status).toBe(403);
  expect((await admin.post('/api/tokens', { name: 'x' })).status).toBe(403);
  const changed = await admin.put('/api/account/password', { current: oneTime, new: password });
  expect(changed).toMatchObject({ status: 200, body: { mustChangePassword: false } });
  expect((await admin.get('/api/accounts')).status).toBe(200);
});

test('a one-time password that nobody was told is made anew until somebody has signed in', async () => {
  await using platform = await startPlatform({ firstPassword: undefined });
  const again = await platform.room.ensureFirstAdministrator({ untold: true });
  expect(again?.oneTimePassword).not.toBe(platform.first?.oneTimePassword);
  expect((await platform.client().signIn('admin', platform.first?.oneTimePassword ?? '')).status).toBe(401);
  expect((await platform.client().signIn('admin', again?.oneTimePassword ?? '')).body.mustChangePassword).toBe(true);
  expect(await platform.room.ensureFirstAdministrator({ untold: true })).toBeUndefined();
  expect(await platform.room.ensureFirstAdministrator({ password })).toBeUndefined();
});

test('a password given at a later start replaces the one-time password that nobody has used', async () => {
  await using platform = await startPlatform({ firstPassword: undefined });
  expect(await platform.room.ensureFirstAdministrator({ password })).toEqual({ name: 'admin' });
  expect((await platform.client().signIn('admin', password)).body.mustChangePassword).toBe(false);
});

test('a password given at the start need not be changed; an empty one is none', async () => {
  await using platform = await startPlatform();
  expect(platform.first).toEqual({ name: 'admin' });
  expect((await platform.client().signIn('admin', adminPassword)).body.mustChangePassword).toBe(false);
});

test('a wrong password and an unknown name are refused in the same words', async () => {
  await using platform = await startPlatform();
  const browser = platform.client();
  const known = await browser.signIn('admin', 'not the password');
  for (const name of ['nobody-here', 'Ａdmin', '', 'admin\0', 'root', `x${'y'.repeat(150)}`]) {
    const unknown = await platform.client(`198.51.100.${name.length}`).signIn(name, 'not the password');
    expect(unknown.status).toBe(401);
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...known.body, requestId: '' });
    expect(unknown.headers['set-cookie']).toBeUndefined();
  }
});

test('an unknown name takes as long as a wrong password', async () => {
  await using platform = await startPlatform({ hashCost: { memoryKiB: 16_384, passes: 2, parallelism: 1 } });
  const fastest = { admin: Number.POSITIVE_INFINITY, 'nobody-here': Number.POSITIVE_INFINITY };
  for (let i = 0; i < 10; i++)
    for (const name of ['admin', 'nobody-here'] as const) {
      const start = performance.now();
      await platform.client(`203.0.113.${i}`).signIn(name, 'not the password');
      fastest[name] = Math.min(fastest[name], performance.now() - start);
    }
  // Without a hash of its own an unknown name would take a twentieth.
  expect(fastest['nobody-here'] / fastest.admin).toBeGreaterThan(0.3);
  expect(fastest['nobody-here'] / fastest.admin).toBeLessThan(3);
});

test('capitals and spaces around the name are forgiven at sign-in, other letters are not', async () => {
  await using platform = await startPlatform();
  expect((await platform.client().signIn(' Admin ', adminPassword)).status).toBe(200);
  for (const name of ['аdmin', 'ａdmin', 'admin\u200b', 'admin\n', 'admın'])
    expect((await platform.client().signIn(name, adminPassword)).status).toBe(401);
});

test('sign-in gives a new secret each time, takes none that it was given, and ends the session before it', async () => {
  await using platform = await startPlatform();
  const browser = platform.client();
  browser.cookie = `stoa_session=${'A'.repeat(43)}`;
  await browser.signIn('admin', adminPassword);
  const first = browser.cookie;
  expect(first).not.toContain('AAAAA');
  await browser.signIn('admin', adminPassword);
  expect(browser.cookie).not.toBe(first);
  browser.cookie = first;
  expect((await browser.get('/api/session')).status).toBe(401);
});

test('a session of somebody else that was tossed in beside the own is not believed', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const mallory = await signedInPerson(platform, admin, 'mallory');
  const browser = platform.client();
  for (const cookie of [`${mallory.cookie}; ${admin.cookie}`, `${admin.cookie}; ${mallory.cookie}`]) {
    browser.cookie = cookie;
    expect((await browser.get('/api/session')).status).toBe(401);
  }
  browser.cookie = `stoa_session=rubbish; ${admin.cookie}`;
  expect((await browser.get('/api/session')).body.account.name).toBe('admin');
});

test('a session secret is no token, and a token is no session', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const { token } = (await admin.post('/api/tokens', { name: 'laptop' })).body;
  const stranger = platform.client();
  stranger.token = admin.cookie?.split('=')[1];
  expect((await stranger.get('/api/session')).status).toBe(401);
  stranger.token = undefined;
  stranger.cookie = `stoa_session=${token}`;
  expect((await stranger.get('/api/session')).status).toBe(401);
});

test('over https the cookie is bound to this very host', async () => {
  const origin = 'https://stoa.example';
  await using platform = await startPlatform({ publicUrl: origin, origins: [origin] });
  const browser = platform.client();
  const signedIn = await browser.signIn('admin', adminPassword);
  expect(signedIn.headers['set-cookie']).toMatch(/^__Host-stoa_session=[\w-]{43}; Path=\/; .*; Secure$/);
  expect((await browser.get('/api/session')).status).toBe(200);
  browser.cookie = browser.cookie?.replace('__Host-', '');
  expect((await browser.get('/api/session')).status).toBe(401);
});

test('a suspended person with the right password is told so; with a wrong one, nothing', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  await signedInPerson(platform, admin, 'alice');
  await admin.post('/api/accounts/alice/suspend');
  expect((await platform.client().signIn('alice', password)).body).toMatchObject({
    status: 401,
    code: 'sign-in-suspended',
    title: 'The account is suspended',
  });
  const wrong = (await platform.client().signIn('alice', 'wrong password')).body;
  expect(wrong.code).toBe('sign-in-refused');
  expect(JSON.stringify(wrong)).not.toContain('suspended');
});

test('a dearer hash takes effect when a person signs in', async () => {
  await using platform = await startPlatform();
  await platform.close();
  const dearer = { memoryKiB: 64, passes: 2, parallelism: 1 };
  await using later = await startPlatform({ hashCost: dearer }, platform.folder);
  const hashes = () => later.hashOf('admin');
  expect(await hashes()).toContain('m=8,t=1');
  expect((await later.client().signIn('admin', adminPassword)).status).toBe(200);
  expect(await hashes()).toContain('m=64,t=2');
  expect((await later.client().signIn('admin', adminPassword)).status).toBe(200);
});

test('a thousand sign-ins do not hold up the event loop', async () => {
  await using platform = await startPlatform({ hashCost: { memoryKiB: 4096, passes: 1, parallelism: 1 } });
  const before = [process.cpuUsage(), process.threadCpuUsage()] as const;
  const statuses: number[] = [];
  for (let wave = 0; wave < 20; wave++) {
    const signIns = Array.from({ length: 50 }, (_, i) =>
      platform.client(`10.0.${wave}.${i}`).signIn('admin', adminPassword),
    );
    statuses.push(...(await Promise.all(signIns)).map(({ status }) => status));
  }
  const whole = total(process.cpuUsage(before[0]));
  const loop = total(process.threadCpuUsage(before[1]));
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  // What the threads beside it do is the hashing; a loop that hashes by itself does all.
  expect(loop / whole).toBeLessThan(0.8);
}, 180_000);

const total = ({ user, system }: { user: number; system: number }): number => user + system;
