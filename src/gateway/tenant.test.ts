import { mkdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestOptions, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { edgeWorld, type World } from './testing/edge-world.ts';

const seen: { url: string; headers: IncomingMessage['headers'] }[] = [];

function echo(req: IncomingMessage, res: ServerResponse): void {
  seen.push({ url: req.url ?? '', headers: req.headers });
  res.setHeader('content-type', 'application/json').end(JSON.stringify({ url: req.url, headers: req.headers }));
}

describe('the server behind /user/<name>/', () => {
  let world: World;
  let alice: { cookie: string };
  beforeEach(async () => {
    seen.length = 0;
    world = await edgeWorld();
    alice = { cookie: `stoa_session=${world.addAccount('alice')}` };
    world.addAccount('bob');
    await world.addTarget('alice', 'workspace', echo);
    await world.settled();
  });
  afterEach(() => world.close());

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(world.origin + path, { method, headers, redirect: 'manual' });

  test('is reached by its account alone; for others it does not exist', async () => {
    expect((await get('/user/alice/api/status', alice)).status).toBe(200);
    expect((await get('/user/alice/api/status')).status).toBe(401);
    expect((await get('/user/alice/api/status', { cookie: 'stoa_session=guess' })).status).toBe(401);
    expect((await get('/user/alice/api/status', { cookie: 'stoa_session=secret-of-bob' })).status).toBe(404);
    expect((await get('/user/nobody/api/status', alice)).status).toBe(404);
    expect(seen).toHaveLength(1);
  });

  test('gets no cookie, credential, token, referrer or forged header; it gets who asks', async () => {
    const token = world.addAccount('alice', { secret: 'stoa_tok', via: 'token' });
    await world.settled();
    const headers = {
      ...alice,
      host: `localhost:${world.port}`,
      'x-stoa-account': 'bob',
      x_stoa_account: 'bob',
      'x-forwarded-for': '6.6.6.6',
      referer: `${world.origin}/?token=${token}`,
      connection: 'x-private',
      'x-private': '1',
      'x-kept': 'yes',
    };
    await statusOf({ port: world.port, path: `/user/alice/api/contents?path=a%20b&token=${token}&x=1`, headers });
    await get('/user/alice/api/contents', { authorization: `token ${token}` });
    expect(seen).toHaveLength(2);
    expect(seen[0]?.url).toBe('/user/alice/api/contents?path=a%20b&x=1');
    expect(seen[0]?.headers['x-stoa-account']).toBe('alice');
    expect(seen[0]?.headers['x-kept']).toBe('yes');
    expect(JSON.stringify(seen)).not.toMatch(/stoa_tok|secret-of|bob|6\.6\.6\.6|x-private/);
  });

  test('a token opens what its scopes say', async () => {
    world.addAccount('alice', { secret: 'reader', via: 'token', scopes: ['read'] });
    await world.settled();
    const reader = { authorization: 'Bearer reader' };
    expect((await get('/user/alice/api/contents', reader)).status).toBe(200);
    const refused = await get('/user/alice/api/kernels', reader, 'POST');
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([403, 'scope-missing']);
  });

  test('a one-time password must be changed before it is reached', async () => {
    world.addAccount('alice', { secret: 'fresh', mustChangePassword: true });
    await world.settled();
    expect((await get('/user/alice/api/status', { cookie: 'stoa_session=fresh' })).status).toBe(403);
  });

  test('a change is asked by the platform’s own page', async () => {
    const path = '/user/alice/api/kernels';
    const post = (headers: Record<string, string>) => get(path, { ...alice, ...headers }, 'POST');
    expect((await post({ origin: world.origin })).status).toBe(200);
    expect((await post({})).status).toBe(200);
    for (const origin of [
      'null',
      `http://alice.localhost:${world.port}`,
      `http://localhost:${world.port}.evil.example`,
      `https://localhost:${world.port}`,
      'http://localhost',
    ])
      expect((await post({ origin })).status).toBe(403);
    const headers = { ...alice, host: `localhost:${world.port}`, 'sec-fetch-site': 'same-site' };
    expect(await statusOf({ port: world.port, path, method: 'POST', headers })).toBe(403);
  });

  test('two session cookies are none: one was tossed by a neighbour', async () => {
    expect((await get('/user/alice/api/status', { cookie: `${alice.cookie}; stoa_session=tossed` })).status).toBe(401);
    expect((await get('/user/alice/api/status', { cookie: `${alice.cookie}; other=1` })).status).toBe(200);
  });

  test('only data comes back from a hostile one', async () => {
    await world.addTarget('alice', 'files', (req, res) => {
      const kind = new URL(req.url ?? '', 'http://x').searchParams.get('kind');
      res.setHeader('set-cookie', 'stoa_session=stolen; Path=/');
      res.setHeader('service-worker-allowed', '/');
      res.setHeader('access-control-allow-origin', '*');
      res.setHeader('clear-site-data', '"*"');
      res.setHeader('refresh', '0; url=https://evil.example');
      res.setHeader('link', '</x>; rel=preload');
      res.setHeader('content-security-policy', "default-src 'unsafe-inline'");
      res.setHeader('content-type', kind === 'svg' ? 'image/svg+xml' : 'text/html');
      if (kind === 'inline') res.setHeader('content-disposition', 'inline; filename="x.html"');
      res.end('<script>alert(1)</script>');
    });
    await world.settled();
    const page = await get('/user/alice/files/content?kind=inline', alice);
    expect(page.headers.get('content-type')).toBe('application/octet-stream');
    expect(page.headers.get('content-disposition')).toBe('attachment');
    for (const name of ['set-cookie', 'service-worker-allowed', 'access-control-allow-origin', 'refresh', 'link'])
      expect(page.headers.get(name)).toBeNull();
    expect(page.headers.get('clear-site-data')).toBeNull();
    expect(page.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    const picture = await get('/user/alice/files/content?kind=svg', alice);
    expect(picture.headers.get('content-type')).toBe('image/svg+xml');
    expect(picture.headers.get('content-security-policy')).toMatch(/^sandbox/);
  });

  test('leads nowhere but below its own path', async () => {
    await world.addTarget('alice', 'files', (req, res) => {
      const to = new URL(req.url ?? '', 'http://x').searchParams.get('to') ?? '';
      res.writeHead(req.method === 'POST' ? 201 : 302, { location: to }).end();
    });
    await world.settled();
    const go = (to: string, method = 'GET') =>
      get(`/user/alice/files/uploads?to=${encodeURIComponent(to)}`, alice, method);
    for (const to of [
      'https://evil.example/user/alice/',
      '//evil.example/user/alice/files/',
      '/\\evil.example/user/alice/',
      '/user/alice/../bob/files/x',
      '/user/alice/%2e%2e/%2e%2e/api/session',
      '/api/session',
      'javascript:alert(1)',
    ]) {
      expect((await go(to)).status).toBe(502);
      expect((await go(to, 'POST')).headers.get('location')).toBeNull();
    }
    const made = await go(`http://localhost:${world.port}/user/alice/files/uploads/1`, 'POST');
    expect([made.status, made.headers.get('location')]).toEqual([201, '/user/alice/files/uploads/1']);
    expect((await go('uploads/2')).headers.get('location')).toBe('/user/alice/files/uploads/2');
  });

  test('sends files of any size, whole, and only as many bytes as it announced', async () => {
    const big = Buffer.alloc(20_000_000, 'abcdefg');
    await world.addTarget('alice', 'files', (req, res) => {
      const kind = new URL(req.url ?? '', 'http://x').searchParams.get('kind');
      if (kind === 'chunked') return res.write('no length, ') && res.end('no haste');
      if (kind === 'empty') return res.setHeader('content-length', 0).end();
      if (kind === 'short') return req.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello');
      if (kind === 'long')
        return req.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n\r\n');
      if (kind === 'lengths')
        return req.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!');
      if (kind === 'slow')
        return req.socket.write('HTTP/1.1 200 OK\r\ncontent-', () =>
          setTimeout(() => req.socket.end('length: 5\r\n\r\nhello'), 30),
        );
      if (kind === 'name')
        return req.socket.end(
          'HTTP/1.1 200 OK\r\ncontent-length: 2\r\netag: "\xe9"\r\ncontent-disposition: attachment; filename="\xe9.csv"\r\n\r\nok',
          'utf8',
        );
      return res.setHeader('content-length', big.length).end(big);
    });
    await world.settled();
    const load = (kind: string) => get(`/user/alice/files/content?path=x&kind=${kind}`, alice);
    for (let i = 0; i < 3; i++) expect(Buffer.from(await (await load('big')).arrayBuffer()).equals(big)).toBe(true);
    expect(await (await load('chunked')).text()).toBe('no length, no haste');
    expect(await (await load('empty')).text()).toBe('');
    expect(await (await load('long')).text()).toBe('hello');
    expect(await (await load('slow')).text()).toBe('hello');
    await expect(load('short').then((answer) => answer.text())).rejects.toThrow();
    expect((await load('lengths')).status).toBe(502);
    const named = await load('name');
    expect(named.headers.get('content-disposition')).toMatch(/^attachment; filename="_+\.csv"$/);
    await named.body?.cancel();
    expect((await load('slow')).headers.get('content-security-policy')).toMatch(/^sandbox/);
  });

  test('takes uploads as they come, and is heard when it refuses one early', async () => {
    let taken = 0;
    await world.addTarget('alice', 'files', (req, res) => {
      if (req.url?.includes('refuse')) {
        res.statusCode = 413;
        res.setHeader('content-type', 'application/problem+json').end('{"code":"over-quota"}');
        return;
      }
      req.on('data', (chunk: Buffer) => {
        taken += chunk.length;
      });
      req.on('end', () => res.setHeader('content-type', 'application/json').end('{}'));
    });
    await world.settled();
    const put = (path: string) =>
      fetch(world.origin + path, { method: 'PUT', headers: alice, body: Buffer.alloc(30_000_000) });
    expect((await put('/user/alice/files/content?path=x')).status).toBe(200);
    expect(taken).toBe(30_000_000);
    for (let i = 0; i < 5; i++) {
      const refused = await put('/user/alice/files/content?refuse');
      expect([refused.status, await refused.json()]).toEqual([413, { code: 'over-quota' }]);
    }
  });

  test('headers that cannot be sent on end that answer, not the gateway', async () => {
    await world.addTarget('alice', 'files', (req) => {
      req.socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\netag: "\x01\x02"\r\ncontent-length: 2\r\n\r\nok');
    });
    await world.settled();
    expect((await get('/user/alice/files/x', alice)).status).toBe(502);
    expect((await get('/healthz')).status).toBe(200);
  });

  test('that is not running is named, with the way to start it', async () => {
    const answer = await get('/user/bob/api/status', { cookie: 'stoa_session=secret-of-bob' });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: 'workspace-not-running',
      start: '/api/workspaces/bob/start',
      requestId: expect.any(String),
    });
  });

  test('that is starting again is waited for', async () => {
    const socket = join(world.folder, 'late.sock');
    world.replica.set('route', 'bob workspace', { socket, taskId: 'bob' });
    await world.settled();
    const server = createServer(echo);
    setTimeout(() => server.listen(socket), 500);
    const answers = await Promise.all([
      get('/user/bob/api/status', { cookie: 'stoa_session=secret-of-bob' }),
      fetch(`${world.origin}/user/bob/api/kernels`, {
        method: 'POST',
        body: 'hello',
        headers: { cookie: 'stoa_session=secret-of-bob' },
      }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    server.close();
    server.closeAllConnections();
  });

  test('for files is started on demand, once for all who wait', async () => {
    let starts = 0;
    world.hooks = {
      ...world.hooks,
      async ensureTarget(account, kind) {
        starts++;
        await new Promise((resolve) => setTimeout(resolve, 200));
        await world.addTarget(account, kind, echo);
        const { socket } = world.replica.get('route', `${account} ${kind}`) as { socket: string };
        return { socket };
      },
    };
    const answers = await Promise.all([1, 2, 3].map(() => get('/user/alice/files/list', alice)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(starts).toBe(1);
  });

  test('is found at once by a session and a route that are a moment old', async () => {
    for (let i = 0; i < 10; i++) {
      const name = `new${i}`;
      const secret = world.addAccount(name);
      await world.addTarget(name, 'workspace', echo);
      expect((await get(`/user/${name}/api/status`, { cookie: `stoa_session=${secret}` })).status).toBe(200);
    }
  });

  test('from inside a sandbox the gateway knows that account alone', async () => {
    const folder = join(world.runDir, 'inside', 'alice');
    await mkdir(folder);
    const socketPath = join(folder, 'gateway.sock');
    await expect.poll(() => inside(socketPath, '/user/alice/api/status', alice)).toBe(200);
    expect(await inside(socketPath, '/user/alice/api/status', { cookie: 'stoa_session=secret-of-bob' })).toBe(403);
    expect(await inside(socketPath, '/api/session', { cookie: 'stoa_session=secret-of-bob' })).toBe(403);
    expect(await inside(socketPath, '/api/session', alice)).toBe(200);
    expect(await inside(socketPath, '/api/session', {})).toBe(401);
    expect(world.seen.at(-1)?.headers['x-stoa-remote']).toBe('inside:alice');
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await expect.poll(() => inside(socketPath, '/healthz', {})).toBe(200);
  });
});

function inside(socketPath: string, path: string, headers: Record<string, string>): Promise<number> {
  return statusOf({ socketPath, path, headers }).catch(() => 0);
}

/** Sends headers that fetch would not. */
function statusOf(options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const req = request(options, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.on('error', reject);
    req.end();
  });
}
