import { expect, test } from 'vitest';
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
