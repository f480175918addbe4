import { expect, test } from 'vitest';
import { password, signedInAdmin, signedInPerson } from '../../src/accounts/testing/people.ts';
import { startPlatform } from '../../src/accounts/testing/platform.ts';
import { directoryAt } from './ldap/options.ts';
import { dnOf, person, startSlapd } from './ldap/slapd.ts';
import { startSlowProxy } from './ldap/slow-proxy.ts';

const synchronise = '/api/directory/synchronisations';
const two = { [dnOf('alice')]: person('alice', 30_001), [dnOf('bob')]: person('bob', 30_002) };

test('people sign in over LDAPS and over StartTLS, and never where the certificate is not to be believed', async () => {
  await using slapd = await startSlapd(two);
  for (const urls of [[slapd.url], [slapd.tlsUrl]]) {
    await using platform = await startPlatform({ directory: directoryAt(slapd, { urls }) });
    const admin = await signedInAdmin(platform);
    expect((await admin.post(synchronise, {})).body.code, urls[0]).toBe(null);
    expect((await platform.client().signIn('alice', 'alice password')).status, urls[0]).toBe(200);
  }
  for (const urls of [[slapd.url], [slapd.tlsUrl]]) {
    await using platform = await startPlatform({ directory: directoryAt(slapd, { urls, authorities: undefined }) });
    const admin = await signedInAdmin(platform);
    const refused = await admin.post(synchronise, {});
    expect([refused.status, refused.body.code], urls[0]).toEqual([503, 'directory-away']);
    expect(refused.body.detail).toMatch(/self.signed/);
  }
  // The certificate is of 127.0.0.1 alone.
  const urls = [slapd.tlsUrl.replace('127.0.0.1', 'localhost')];
  await using platform = await startPlatform({ directory: directoryAt(slapd, { urls }) });
  const admin = await signedInAdmin(platform);
  expect((await admin.post(synchronise, {})).body.detail).toMatch(/altnames/);
});

test('a server that is silent holds up nobody else, and the second one is asked', async () => {
  await using slapd = await startSlapd(two);
  await using proxy = await startSlowProxy(slapd.port);
  const urls = [proxy.url];
  const directory = directoryAt(slapd, { urls, answerMilliseconds: 1000, signInMilliseconds: 2000 });
  await using platform = await startPlatform({ directory });
  const admin = await signedInAdmin(platform);
  await admin.post(synchronise, {});
  await signedInPerson(platform, admin, 'zoe');
  proxy.stall(true);
  const began = performance.now();
  const slow = platform.client('198.51.100.7').signIn('alice', 'alice password');
  const others = await Promise.all(
    Array.from({ length: 5 }, (_, n) => platform.client(`198.51.100.${20 + n}`).signIn('zoe', password)),
  );
  expect(others.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(performance.now() - began).toBeLessThan(1000);
  const answer = await slow;
  expect([answer.status, answer.body.code]).toEqual([503, 'directory-away']);
  // Nothing of where the directory is.
  expect(JSON.stringify(answer.body)).not.toContain('127.0.0.1');
  expect(performance.now() - began).toBeLessThan(4000);
  await platform.close();

  await using second = await startPlatform({ directory: { ...directory, urls: [proxy.url, slapd.url] } });
  const other = await signedInAdmin(second);
  expect((await other.post(synchronise, {})).body.code).toBe(null);
  expect((await second.client('198.51.100.7').signIn('alice', 'alice password')).status).toBe(200);
  const { servers } = (await other.get('/api/directory')).body;
  expect(servers.map((one: { state: string }) => one.state)).toEqual(['away', 'answers']);
});

test('a directory that is killed takes nothing away: who is signed in stays, and it is followed again when back', async () => {
  await using slapd = await startSlapd(two);
  await using platform = await startPlatform({ directory: directoryAt(slapd, { everyMilliseconds: 200 }) });
  const admin = await signedInAdmin(platform);
  await admin.post(synchronise, {});
  const alice = platform.client();
  await alice.signIn('alice', 'alice password');
  await slapd.kill();
  await expect
    .poll(async () => (await admin.get('/api/directory')).body.last.code, { timeout: 5000 })
    .toBe('directory-away');
  expect((await alice.get('/api/session')).status).toBe(200);
  expect((await platform.client().signIn('alice', 'alice password')).status).toBe(503);
  expect((await admin.get('/api/accounts/bob')).body.state).toBe('active');
  await slapd.start();
  await expect.poll(async () => (await admin.get('/api/directory')).body.last.code, { timeout: 5000 }).toBe(null);
  expect((await platform.client().signIn('alice', 'alice password')).status).toBe(200);
});
