import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, newPerson, signInAdmin, startWorkspace } from '../platform/client.ts';
import { Shell } from '../platform/shell.ts';
import { type Platform, startPlatform } from '../platform/start-platform.ts';

/** What a tenant with a shell tries over WebHDFS against others, and others against it. */
let platform: Platform;
let admin: Client;
let bob: Client;
let ofBob: Shell;
const secrets: Record<string, string> = {};

beforeAll(async () => {
  platform = await startPlatform({ settings: { python: 'off' } });
  admin = await signInAdmin(platform);
  await admin.post('/api/groups', { name: 'team' });
  const alice = await newPerson(admin, 'alice', { groups: ['team'] });
  bob = await newPerson(admin, 'bob', { groups: ['team'] });
  const token = async (client: Client, scopes: string[]) =>
    (await client.post('/api/tokens', { name: scopes.join(), scopes })).body.token as string;
  secrets.alice = await token(alice, ['all']);
  secrets.bob = await token(bob, ['all']);
  secrets.reads = await token(bob, ['read']);
  expect((await ask('alice', 'PUT', '/user/alice/secret.txt?op=CREATE&data=true', 'of alice')).status).toBe(201);
  expect((await ask('alice', 'PUT', '/groups/team/plan.txt?op=CREATE&data=true', 'of the team')).status).toBe(201);
  await startWorkspace(bob, 'bob');
  ofBob = await Shell.open(bob, 'bob');
});
afterAll(() => platform?.stop());

async function ask(who: string, method: string, address: string, body?: string) {
  const answer = await fetch(`${platform.url}/webhdfs/v1${address}`, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${secrets[who]}` },
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, text: await answer.text() };
}
const opened = (path: string, who = 'bob') => ask(who, 'GET', `${path}?op=OPEN&data=true`);

test('links out of the home, made in a shell, lead nowhere, however they are used', async () => {
  await ofBob.run(
    'mkdir -p t && cd t && ln -s / root && ln -s /etc/passwd file && ln -s /proc/self/environ env && ln -s /proc/self/fd fd && ln -s /groups/team team && ln -s "$STOA_TOKEN_FILE" token; cd',
  );
  for (const path of ['root/etc/passwd', 'file', 'env', 'team/plan.txt', 'token', 'root/proc/1/environ', 'fd/0']) {
    const { status, text } = await opened(`/user/bob/t/${path}`);
    expect([403, 404]).toContain(status);
    expect(text).toContain('RemoteException');
  }
  for (const [method, address] of [
    ['PUT', '/user/bob/t/root/tmp/x?op=CREATE&data=true'],
    ['PUT', '/user/bob/t/team/x?op=MKDIRS'],
    ['POST', '/user/bob/t/token?op=APPEND&data=true'],
    ['DELETE', '/user/bob/t/team/plan.txt?op=DELETE'],
  ] as const)
    expect([403, 404]).toContain((await ask('bob', method, address, 'x')).status);
  expect((await ask('bob', 'DELETE', '/user/bob/t?op=DELETE&recursive=true')).text).toBe('{"boolean":true}');
  expect((await opened('/groups/team/plan.txt')).text).toBe('of the team');
});

test('a link that is swapped without end between look and use never shows what is outside', async () => {
  await ofBob.run(
    'mkdir -p swap && echo inside > swap/inside && (for i in $(seq 20000); do ln -sfn /etc/passwd swap/f; ln -sfn inside swap/f; done &) ; true',
  );
  const seen = new Set<string>();
  for (let i = 0; i < 300; i++) {
    const { status, text } = await opened('/user/bob/swap/f');
    seen.add(status === 200 ? text : String(status));
  }
  expect([...seen].filter((text) => !['inside\n', '403', '404'].includes(text))).toEqual([]);
});

test('a pipe or a device in the place of a file keeps nobody waiting', async () => {
  await ofBob.run('mkfifo pipe');
  expect((await opened('/user/bob/pipe')).status).toBe(404);
  expect((await ask('bob', 'POST', '/user/bob/pipe?op=APPEND&data=true', 'x')).status).toBe(403);
});

test.each([
  '/user/bob/../alice/secret.txt',
  '/user/bob/%2e%2e/alice/secret.txt',
  '/user/bob/%252e%252e/alice/secret.txt',
  '/user/bob/..%2falice/secret.txt',
  '/user/bob/..%5calice/secret.txt',
  '/user/alice/secret.txt',
  '/user//alice/secret.txt',
  '/user/alice%00/secret.txt',
  '/groups/../user/alice/secret.txt',
  '/data/alice/secret.txt',
])('no spelling leads into another home: %s', async (path) => {
  const { status, text } = await opened(path);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(text).not.toContain('of alice');
});

test('another name is not taken, in any spelling, nor a path in the place of a name', async () => {
  for (const claim of [
    'user.name=alice',
    'doas=alice',
    'USER.NAME=alice',
    'user%2ename=alice',
    'doas=bob&doas=alice',
    'user.name=..',
  ])
    expect((await ask('bob', 'GET', `/user/bob?op=LISTSTATUS&${claim}`)).status).toBe(403);
  expect((await ask('nobody', 'GET', '/user/alice/secret.txt?op=OPEN&data=true&user.name=alice')).status).toBe(401);
});

test('a token that reads changes nothing, in neither step, by no method', async () => {
  expect((await opened('/groups/team/plan.txt', 'reads')).status).toBe(200);
  for (const [method, op] of [
    ['PUT', 'CREATE'],
    ['PUT', 'CREATE&data=true'],
    ['POST', 'APPEND&data=true'],
    ['DELETE', 'DELETE'],
  ] as const)
    expect((await ask('reads', method, `/groups/team/plan.txt?op=${op}`, 'x')).status).toBe(403);
  for (const op of ['CREATE', 'DELETE', 'MKDIRS'])
    expect((await ask('reads', 'GET', `/groups/team/plan.txt?op=${op}&data=true`)).status).toBe(400);
});

test('a page of another site changes nothing with the session of who is signed in', async () => {
  const headers = { cookie: bob.cookie, origin: 'https://evil.example' };
  const answer = await fetch(`${platform.url}/webhdfs/v1/user/bob/x?op=MKDIRS`, { method: 'PUT', headers });
  expect(answer.status).toBe(401);
});

test('no token is in a log, shown as a header or in an address', async () => {
  await fetch(`${platform.url}/webhdfs/v1/user/bob?op=LISTSTATUS&delegation=${secrets.bob}`);
  const form = new URLSearchParams({ client_secret: secrets.bob ?? '' });
  expect((await fetch(`${platform.url}/webhdfs/token`, { method: 'POST', body: form })).status).toBe(200);
  const folder = join(platform.data, 'logs');
  const logs = () =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
  await expect.poll(logs).toContain('"/webhdfs/token"');
  expect(logs()).toContain('"/webhdfs/v1/user/bob"');
  expect(logs()).not.toContain(secrets.bob);
});

test('who leaves a group, and who is suspended, has nothing more at once', async () => {
  expect((await opened('/groups/team/plan.txt')).status).toBe(200);
  await admin.send('DELETE', '/api/groups/team/members/bob');
  expect((await opened('/groups/team/plan.txt')).status).toBe(404);
  expect((await ask('bob', 'GET', '/user/bob?op=LISTSTATUS')).status).toBe(200);
  expect((await admin.post('/api/accounts/bob/suspend')).status).toBe(200);
  expect((await ask('bob', 'GET', '/user/bob?op=LISTSTATUS')).status).toBe(401);
  expect((await ask('bob', 'PUT', '/user/bob/x?op=CREATE&data=true', 'x')).status).toBe(401);
});
