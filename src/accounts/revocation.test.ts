import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ReplicatedCredential } from './live-credentials.ts';
import type { Revocation } from './store/revocations.ts';
import { password, signedInAdmin, signedInPerson } from './testing/people.ts';
import { startPlatform, type TestPlatform } from './testing/platform.ts';

/** A gateway that takes changes after a while, or never. */
function gateway(platform: TestPlatform, milliseconds = 0) {
  const known = new Map<string, unknown>();
  const follower: ReturnType<TestPlatform['replica']['follow']> = platform.replica.follow(
    ({ kind, key, value, revision }) => {
      const take = () => {
        if (value === null) known.delete(`${kind} ${key}`);
        else known.set(`${kind} ${key}`, value);
        queueMicrotask(() => follower.taken(revision));
      };
      if (milliseconds === 0) take();
      else if (milliseconds < Number.POSITIVE_INFINITY) setTimeout(take, milliseconds);
    },
    () => undefined,
  );
  const credentialsOf = (account: string) =>
    [...known.values()].filter(
      (value) => (value as ReplicatedCredential).account === account,
    ) as ReplicatedCredential[];
  return { known, credentialsOf, end: () => follower.end() };
}

test('gateways know every session and token of every account, from the start', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  await platform.close();
  await using later = await startPlatform({}, platform.folder);
  const late = gateway(later);
  expect(late.credentialsOf('admin')).toMatchObject([
    { uid: 20_000, label: 'admin', administrator: true, via: 'session', scopes: ['all'], mustChangePassword: false },
  ]);
  expect(late.known.get('account admin')).toEqual({ uid: 20_000, label: 'admin', suspended: false });
  expect(admin.cookie).toBeDefined();
});

test.each([
  ['a suspension', 'POST', '/api/accounts/alice/suspend'],
  ['a deletion', 'DELETE', '/api/accounts/alice'],
  ['a reset password', 'POST', '/api/accounts/alice/reset-password'],
] as const)('%s is answered when gateways have taken it', async (_, method, url) => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice');
  await alice.post('/api/tokens', { name: 'ci' });
  const slow = gateway(platform, 200);
  expect(slow.credentialsOf('alice')).toHaveLength(0);
  await wait(300);
  expect(slow.credentialsOf('alice')).toHaveLength(2);
  expect((await admin.ask(method, url)).status).toBe(200);
  expect(slow.credentialsOf('alice')).toHaveLength(0);
});

test('ending a session, signing out and revoking a token are answered when gateways have taken them', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice');
  const phone = platform.client();
  await phone.signIn('alice', password);
  const { id } = (await alice.post('/api/tokens', { name: 'ci' })).body;
  const slow = gateway(platform, 100);
  await wait(200);
  for (const [left, ask] of [
    [2, () => alice.delete(`/api/tokens/${id}`)],
    [1, () => alice.delete('/api/sessions')],
    [0, () => alice.delete('/api/session')],
  ] as const) {
    expect((await ask()).status).toBe(200);
    expect(slow.credentialsOf('alice')).toHaveLength(left);
  }
});

test('rooms are asked to end what somebody has lost, and the answer waits for them', async () => {
  await using platform = await startPlatform();
  const admin = await signedInAdmin(platform);
  await signedInPerson(platform, admin, 'alice', { groups: ['team', 'other', 'third'] });
  const done: Revocation[] = [];
  platform.room.onRevocation(async (revocation) => {
    await wait(100);
    done.push(revocation);
  });
  await admin.delete('/api/groups/team/members/alice');
  expect(done).toEqual([{ kind: 'left-group', account: 'alice', group: 'team' }]);
  await admin.patch('/api/accounts/alice', { groups: ['third'] });
  expect(done[1]).toEqual({ kind: 'left-group', account: 'alice', group: 'other' });
  await admin.delete('/api/groups/third');
  expect(done[2]).toEqual({ kind: 'left-group', account: 'alice', group: 'third' });
  await admin.post('/api/accounts/alice/suspend');
  expect(done[3]).toEqual({ kind: 'suspended', account: 'alice' });
  await admin.delete('/api/accounts/alice');
  expect(done[4]).toEqual({ kind: 'deleted', account: 'alice' });
});

test('where a gateway does not answer, the caller is told; the person is out of what answers', async () => {
  await using platform = await startPlatform({ revocationMilliseconds: 200 });
  const admin = await signedInAdmin(platform);
  const alice = await signedInPerson(platform, admin, 'alice');
  const deaf = gateway(platform, Number.POSITIVE_INFINITY);
  const got = await admin.post('/api/accounts/alice/suspend');
  expect(got).toMatchObject({ status: 503, body: { code: 'not-taken-everywhere' } });
  expect((await alice.get('/api/session')).status).toBe(401);
  expect((await admin.get('/api/accounts/alice')).body.state).toBe('suspended');
  deaf.end();
  expect((await admin.post('/api/accounts/alice/suspend')).status).toBe(200);
});

test('a suspension waits for a gateway that is away for a moment: it still serves from its copy', async () => {
  await using platform = await startPlatform({ gateways: 1 });
  const first = gateway(platform);
  const admin = await signedInAdmin(platform);
  await signedInPerson(platform, admin, 'alice');
  first.end();
  let answered = false;
  const suspension = admin.post('/api/accounts/alice/suspend').then((got) => {
    answered = true;
    return got;
  });
  await wait(300);
  expect(answered).toBe(false);
  const back = gateway(platform);
  platform.replica.set('route', 'any', {});
  expect((await suspension).status).toBe(200);
  expect(back.credentialsOf('alice')).toHaveLength(0);
});

test('a revocation that a room could not finish is finished later, after a restart too', async () => {
  await using platform = await startPlatform({ revocationMilliseconds: 100 });
  const admin = await signedInAdmin(platform);
  await signedInPerson(platform, admin, 'alice');
  platform.room.onRevocation(async () => {
    throw new Error('the agent does not answer');
  });
  expect((await admin.post('/api/accounts/alice/suspend')).status).toBe(503);
  await platform.close();

  await using later = await startPlatform({ revocationMilliseconds: 100 }, platform.folder);
  const { promise, resolve } = Promise.withResolvers<Revocation>();
  later.room.onRevocation(async (revocation) => resolve(revocation));
  expect(await promise).toEqual({ kind: 'suspended', account: 'alice' });
}, 10_000);

test('who is let in again before that is left alone', async () => {
  await using platform = await startPlatform({ revocationMilliseconds: 100 });
  const admin = await signedInAdmin(platform);
  await signedInPerson(platform, admin, 'alice');
  let asked = 0;
  platform.room.onRevocation(async () => {
    asked++;
    throw new Error('the agent does not answer');
  });
  await admin.post('/api/accounts/alice/suspend');
  await admin.post('/api/accounts/alice/resume');
  await wait(3500);
  expect(asked).toBe(1);
  expect((await platform.client().signIn('alice', password)).status).toBe(200);
}, 10_000);
