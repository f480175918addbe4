import { createServer, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { edgeWorld, sha256, type World } from './testing/edge-world.ts';

describe('websockets, streams and uploads', () => {
  let world: World;
  let cookie: string;
  const seen: IncomingMessage[] = [];
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][0] ?? false });
  sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));

  beforeEach(async () => {
    seen.length = 0;
    world = await edgeWorld({ limits: { websocketsPerAccount: 5, controlRestartMs: 300 } });
    cookie = `stoa_session=${world.addAccount('alice')}`;
    world.addAccount('bob');
    const server = await world.addTarget('alice', 'workspace', (req, res) => {
      if (req.method === 'PUT') return req.resume();
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    });
    server.on('upgrade', (req, socket: Duplex, head) => {
      seen.push(req);
      sockets.handleUpgrade(req, socket, head, (client) => sockets.emit('connection', client, req));
    });
    await world.settled();
  });
  afterEach(() => world.close());

  const address = () => `ws://localhost:${world.port}/user/alice/api/kernels/1/channels?token=none&session_id=2`;
  const open = (headers: Record<string, string>, url = address()) => new WebSocket(url, ['v1.kernel'], { headers });

  test('carry messages of any size both ways, with the protocol that was agreed', async () => {
    const client = open({ cookie, origin: world.origin }, `ws://localhost:${world.port}/user/alice/stoa/document?x=1`);
    await opened(client);
    expect(client.protocol).toBe('v1.kernel');
    const big = Buffer.alloc(5_000_000, 7);
    client.send(big);
    expect((await message(client)).equals(big)).toBe(true);
    client.send('text');
    expect((await message(client)).toString()).toBe('text');
    expect(seen[0]?.url).toBe('/user/alice/stoa/document?x=1');
    expect(seen[0]?.headers).toMatchObject({ 'x-stoa-account': 'alice' });
    expect(seen[0]?.headers.cookie).toBeUndefined();
    expect(seen[0]?.headers.origin).toBeUndefined();
    client.terminate();
  });

  test('need the same credential as a request, and the platform’s own page', async () => {
    expect(await refusedWith(open({ origin: world.origin }))).toBe(401);
    expect(
      await refusedWith(open({ cookie: 'stoa_session=secret-of-bob', origin: world.origin }, plain(address()))),
    ).toBe(404);
    for (const origin of ['null', 'http://evil.example', `http://alice.localhost:${world.port}`])
      expect(await refusedWith(open({ cookie, origin }, plain(address())))).toBe(403);
    expect(await refusedWith(open({ cookie, host: 'evil.example' }, plain(address())))).toBe(421);
    expect(seen).toHaveLength(0);
  });

  test('of one account are limited', async () => {
    const clients = Array.from({ length: 6 }, () => open({ cookie }, plain(address())));
    const results = await Promise.all(clients.map((client) => Promise.race([opened(client), refusedWith(client)])));
    expect(results.filter((result) => result === 429)).toHaveLength(1);
    for (const client of clients) client.terminate();
    await expect
      .poll(() => {
        const again = open({ cookie }, plain(address()));
        return Promise.race([opened(again), refusedWith(again)]);
      })
      .toBe(101);
  });

  test('end at the moment their credential vanishes, before control is told so', async () => {
    const other = `stoa_session=${world.addAccount('alice', { secret: 'second' })}`;
    await world.settled();
    const [first, second] = [open({ cookie }, plain(address())), open({ cookie: other }, plain(address()))];
    await Promise.all([opened(first), opened(second)]);
    let closed = false;
    first.once('close', () => {
      closed = true;
    });
    world.replica.set('credential', sha256('secret-of-alice'), null);
    await world.settled();
    await expect.poll(() => closed, { timeout: 500 }).toBe(true);
    second.send('still here');
    expect((await message(second)).toString()).toBe('still here');
    second.terminate();
  });

  test('end with their account: sockets, streams and uploads alike', async () => {
    const socket = open({ cookie }, plain(address()));
    await opened(socket);
    const events = await fetch(`${world.origin}/user/alice/stoa/events`, { headers: { cookie } });
    const control = await fetch(`${world.origin}/api/events`, { headers: { cookie } });
    const upload = request({
      port: world.port,
      path: '/user/alice/api/contents',
      method: 'PUT',
      headers: { cookie, host: `localhost:${world.port}` },
    });
    upload.write('begin');
    const ends = [
      new Promise((resolve) => socket.once('close', resolve)),
      events.text().catch(() => 'ended'),
      control.text().catch(() => 'ended'),
      new Promise((resolve) => upload.once('error', () => undefined).once('close', resolve)),
    ];
    await new Promise((resolve) => setTimeout(resolve, 50));
    world.replica.set('account', 'alice', { uid: 20_000, label: 'alice', suspended: true });
    await Promise.all(ends);
    expect((await fetch(`${world.origin}/user/alice/stoa/events`, { headers: { cookie } })).status).toBe(401);
  });

  test('wait for a workspace server that starts again', async () => {
    const socket = join(world.folder, 'late.sock');
    world.replica.set('route', 'alice workspace', { socket, taskId: 'late' });
    await world.settled();
    const server = createServer();
    server.on('upgrade', (req, duplex: Duplex, head) =>
      sockets.handleUpgrade(req, duplex, head, (client) => sockets.emit('connection', client, req)),
    );
    setTimeout(() => server.listen(socket), 500);
    const client = open({ cookie }, plain(address()));
    expect(await opened(client)).toBe(101);
    client.terminate();
    server.close();
  });

  test('to a workspace that does not run say so', async () => {
    expect(
      await refusedWith(
        new WebSocket(`ws://localhost:${world.port}/user/bob/api/kernels/1/channels`, {
          headers: { cookie: 'stoa_session=secret-of-bob' },
        }),
      ),
    ).toBe(503);
  });

  test('go on while control is dead, and so do requests; what changed meanwhile is learnt when it is back', async () => {
    const client = open({ cookie }, plain(address()));
    await opened(client);
    await world.stopControl();
    client.send('alone');
    expect((await message(client)).toString()).toBe('alone');
    const stop = new AbortController();
    const events = await fetch(`${world.origin}/user/alice/stoa/events`, { headers: { cookie }, signal: stop.signal });
    expect(events.status).toBe(200);
    stop.abort();
    const away = await fetch(`${world.origin}/api/session`, { headers: { cookie } });
    expect([away.status, ((await away.json()) as { code: string }).code]).toEqual([503, 'control-away']);
    world.replica.set('credential', sha256('secret-of-alice'), null);
    const closed = new Promise((resolve) => client.once('close', resolve));
    await world.startControl();
    await closed;
    await world.settled();
    expect((await fetch(`${world.origin}/user/alice/stoa/events`, { headers: { cookie } })).status).toBe(401);
  });
});

test('without control for too long nothing new is let in', async () => {
  const world = await edgeWorld({ limits: { aloneMs: 300 } });
  const cookie = `stoa_session=${world.addAccount('alice')}`;
  await world.addTarget('alice', 'workspace', (_, res) => res.end('ok'));
  await world.settled();
  await world.stopControl();
  await new Promise((resolve) => setTimeout(resolve, 400));
  const answer = await fetch(`${world.origin}/user/alice/api/status`, { headers: { cookie } });
  expect(answer.status).toBe(503);
  expect((await fetch(`${world.origin}/readyz`)).status).toBe(503);
  await world.close();
});

/** Without the token in the query, which would stand before the cookie. */
function plain(url: string): string {
  return url.replace('token=none&', '');
}

function opened(client: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    client.on('error', () => undefined);
    client.once('open', () => resolve(101));
  });
}

function refusedWith(client: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    client.on('error', () => undefined);
    client.once('unexpected-response', (_, answer: IncomingMessage) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
  });
}

function message(client: WebSocket): Promise<Buffer> {
  return new Promise((resolve) => client.once('message', (data) => resolve(data as Buffer)));
}
