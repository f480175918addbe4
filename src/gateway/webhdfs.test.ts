import { afterAll, beforeAll, expect, test } from 'vitest';
import { edgeWorld, type World } from './testing/edge-world.ts';

let world: World;
let token: string;
/** What arrived at the tenant's files server. */
const arrived: { method: string; url: string; authorization: string | undefined }[] = [];

beforeAll(async () => {
  world = await edgeWorld();
  token = world.addAccount('alice', { secret: 'stoa_secret-of-alice', via: 'token' });
  world.addAccount('bob', { secret: 'stoa_secret-of-bob', via: 'token' });
  world.addAccount('reader', { secret: 'stoa_reads', via: 'token', scopes: ['read'] });
  world.addAccount('page', { secret: 'session-of-page' });
  for (const name of ['alice', 'reader', 'page'])
    await world.addTarget(name, 'files', (req, res) => {
      arrived.push({ method: req.method ?? '', url: req.url ?? '', authorization: req.headers.authorization });
      req.resume().once('end', () => res.setHeader('content-type', 'application/json').end('{"boolean":true}'));
    });
  await world.settled();
});
afterAll(() => world.close());

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const basic = (name: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`,
});
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${world.origin}/webhdfs/v1${path}`, { redirect: 'manual', ...init });

/** A text in a JSON answer. */
function said(name: string, json: string): string {
  return new RegExp(`"${name}":"([^"]*)"`).exec(json)?.[1] ?? '';
}

test('a token proves who asks, as Bearer, with the name, or as a delegation token, and goes no further', async () => {
  for (const [query, headers] of [
    ['', bearer(token)],
    ['&user.name=alice', basic('alice', token)],
    [`&delegation=${token}`, {}],
  ] as const) {
    const answer = await ask(`/user/alice/a%20b?op=MKDIRS&permission=700${query}`, { method: 'PUT', headers });
    expect([answer.status, await answer.json()]).toEqual([200, { boolean: true }]);
    expect(arrived.at(-1)).toEqual({
      method: 'PUT',
      url: '/user/alice/files/webhdfs/v1/user/alice/a%20b?op=MKDIRS&permission=700',
      authorization: undefined,
    });
  }
});

test('a name proves nothing, and another name than the own is refused', async () => {
  const before = arrived.length;
  const refused = async (query: string, headers = {}, method = 'GET') => {
    const answer = await ask(`/user/alice?op=LISTSTATUS${query}`, { method, headers });
    return [answer.status, said('exception', await answer.text())];
  };
  expect(await refused('&user.name=alice')).toEqual([401, 'AuthenticationException']);
  expect(await refused('', basic('alice', 'wrong'))).toEqual([401, 'AuthenticationException']);
  expect(await refused('', basic('bob', token))).toEqual([401, 'AuthenticationException']);
  expect(await refused('&delegation=AAAA')).toEqual([401, 'AuthenticationException']);
  expect(await refused('&user.name=bob', bearer(token))).toEqual([403, 'AuthorizationException']);
  expect(await refused('&DoAs=bob', bearer(token))).toEqual([403, 'AuthorizationException']);
  expect(await refused('&user.name=alice&user.name=bob', bearer(token))).toEqual([403, 'AuthorizationException']);
  expect(await refused('', bearer('stoa_reads'), 'PUT')).toEqual([403, 'AccessControlException']);
  expect(await refused('', { cookie: 'stoa_session=session-of-page' }, 'PUT')).toEqual([
    401,
    'AuthenticationException',
  ]);
  expect(arrived.length).toBe(before);
  expect((await ask('/user/page?op=LISTSTATUS', { headers: { cookie: 'stoa_session=session-of-page' } })).status).toBe(
    200,
  );
});

test('what has two steps is redirected to the same address, which holds no right and no secret of a header', async () => {
  const before = arrived.length;
  for (const [method, op] of [
    ['PUT', 'CREATE'],
    ['POST', 'APPEND'],
    ['GET', 'OPEN'],
    ['GET', 'GETFILECHECKSUM'],
  ] as const) {
    const first = await ask(`/user/alice/f%2Bg?op=${op}&overwrite=true&user.name=alice`, {
      method,
      headers: bearer(token),
    });
    const location = first.headers.get('location') ?? '';
    expect(first.status).toBe(307);
    expect(location).toBe(
      `${world.origin}/webhdfs/v1/user/alice/f%2Bg?op=${op}&overwrite=true&user.name=alice&data=true`,
    );
    expect(arrived.length).toBe(before);
    expect((await fetch(location, { method })).status).toBe(401);
    expect((await fetch(location, { method, headers: bearer('stoa_secret-of-bob') })).status).toBe(403);
  }
  const told = await ask('/user/alice/f?op=CREATE&noredirect=true', { method: 'PUT', headers: bearer(token) });
  const location = said('Location', await told.text());
  expect(location).toBe(`${world.origin}/webhdfs/v1/user/alice/f?op=CREATE&data=true`);
  expect((await fetch(location, { method: 'PUT', headers: bearer(token), body: 'x' })).status).toBe(200);
  expect(arrived.at(-1)?.url).toBe('/user/alice/files/webhdfs/v1/user/alice/f?op=CREATE');
});

test('a delegation token is the shown token in Hadoop’s form, and worth as much', async () => {
  const made = await ask('/?op=GETDELEGATIONTOKEN', { headers: bearer(token) });
  const urlString = said('urlString', await made.text());
  expect((await ask(`/user/alice?op=LISTSTATUS&delegation=${urlString}`)).status).toBe(200);
  expect(arrived.at(-1)?.url).not.toContain('delegation');
  expect(arrived.at(-1)?.url).not.toContain(urlString);
  const session = await ask('/?op=GETDELEGATIONTOKEN', { headers: { cookie: 'stoa_session=session-of-page' } });
  expect(session.status).toBe(403);
});

test('Hadoop’s client with OAuth 2 is given its own token back, and a wrong one nothing', async () => {
  const form = (secret: string) => ({ method: 'POST', body: new URLSearchParams({ client_secret: secret }) });
  const good = await fetch(`${world.origin}/webhdfs/token`, form(token));
  expect(await good.json()).toEqual({ access_token: token, token_type: 'bearer', expires_in: 3600 });
  expect((await fetch(`${world.origin}/webhdfs/token`, form('stoa_wrong'))).status).toBe(401);
  expect((await fetch(`${world.origin}/webhdfs/token`, form('x'.repeat(10_000)))).status).toBe(413);
});

test('dot segments end at the edge', async () => {
  for (const path of ['/webhdfs/v1/user/alice/../bob', '/webhdfs/v1/user/alice/%2e%2E/bob'])
    expect(
      await world.raw(
        `GET ${path}?op=LISTSTATUS HTTP/1.1\r\nhost: localhost:${world.port}\r\nconnection: close\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1\.1 400/);
});
