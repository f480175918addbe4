import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { edgeWorld, type World } from './testing/edge-world.ts';

describe('a hostile client', () => {
  let world: World;
  let alice: string;
  const arrived: string[] = [];
  beforeAll(async () => {
    world = await edgeWorld({ limits: { headersMs: 600, bodyIdleMs: 400, controlBodyBytes: 100_000 } });
    alice = `host: localhost:${world.port}\r\ncookie: stoa_session=${world.addAccount('alice')}\r\n`;
    await world.addTarget('alice', 'workspace', (req, res) => {
      arrived.push(`${req.method} ${req.url}`);
      req.on('error', () => undefined);
      req.resume();
      req.on('end', () => res.setHeader('content-type', 'text/plain').end('ok'));
    });
    await world.settled();
  });
  afterAll(() => world.close());

  const post = (rest: string) => world.raw(`POST /user/alice/api/x HTTP/1.1\r\n${alice}${rest}`);
  const status = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

  test.each([
    [
      'both lengths',
      'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /user/alice/api/smuggled HTTP/1.1\r\n\r\n',
    ],
    ['two lengths', 'content-length: 5\r\ncontent-length: 6\r\n\r\nhello!'],
    ['two equal lengths', 'content-length: 5\r\ncontent-length: 5\r\n\r\nhello'],
    ['a length with a sign', 'content-length: +5\r\n\r\nhello'],
    ['a list of lengths', 'content-length: 5, 5\r\n\r\nhello'],
    ['another encoding', 'transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['an encoding with odd spelling', 'transfer-encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['two encodings', 'transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n'],
    ['a folded header', 'x-a: 1\r\n folded\r\n\r\n'],
    ['a space before the colon', 'transfer-encoding : chunked\r\n\r\n0\r\n\r\n'],
    ['a bare carriage return', 'x-a: 1\rtransfer-encoding: chunked\r\n\r\n'],
    ['bare line feeds', 'x-a: 1\ncontent-length: 5\n\nhello'],
    ['a NUL in a header', 'x-a: 1\x00\r\n\r\n'],
    ['two hosts', 'host: evil.example\r\n\r\n'],
  ])('%s: refused, and nothing behind it is heard', async (_, rest) => {
    const before = arrived.length;
    expect(status(await post(rest))).toBe(400);
    expect(arrived.slice(before).filter((line) => line.includes('smuggled'))).toHaveLength(0);
  });

  test.each([
    ['a chunk size that is not hexadecimal', '5x\r\nhello\r\n0\r\n\r\n'],
    ['a chunk longer than it says', '3\r\nhello\r\n0\r\n\r\n'],
    ['a chunk size with a bare line feed', '5\nhello\r\n0\r\n\r\n'],
    ['an endless chunk extension', `5;${'x'.repeat(40_000)}\r\nhello\r\n0\r\n\r\n`],
  ])('%s: the request fails', async (_, body) => {
    const answer = await post(`transfer-encoding: chunked\r\nconnection: close\r\n\r\n${body}`);
    expect(answer).not.toMatch(/^HTTP\/1\.1 200/);
  });

  test('endless headers are cut off with a problem', async () => {
    const many = Array.from({ length: 150 }, (_, i) => `x-${i}: 1\r\n`).join('');
    expect(
      await world.raw(`GET / HTTP/1.1\r\nhost: localhost:${world.port}\r\n${many}connection: close\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 431[\s\S]*headers-too-large/);
    const long = await world.raw(`GET / HTTP/1.1\r\nhost: localhost:${world.port}\r\nx: ${'a'.repeat(70_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1\.1 431[\s\S]*problem\+json[\s\S]*headers-too-large/);
    const path = await world.raw(`GET /${'a'.repeat(70_000)} HTTP/1.1\r\nhost: localhost:${world.port}\r\n\r\n`);
    expect(path).toMatch(/^HTTP\/1\.1 (?:431|414)/);
  });

  test('slow headers are given up', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(world.port, '127.0.0.1');
      let text = '';
      const drip = setInterval(() => socket.write('x'), 50);
      socket.write('GET / HTTP/1.1\r\nx-a: ');
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(drip);
        resolve(text);
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408[\s\S]*too-slow/);
  });

  test('a body that stands still is given up', async () => {
    expect(await post('content-length: 100\r\n\r\nhello')).toMatch(/^HTTP\/1\.1 408[\s\S]*too-slow/);
  });

  test.each([
    ['by its announced length', 'content-length: 50000000\r\n\r\n', Buffer.alloc(50_000_000)],
    ['by its announced length, and never comes', 'content-length: 50000000\r\n\r\n', Buffer.alloc(0)],
    ['chunk by chunk', 'transfer-encoding: chunked\r\n\r\n', chunks(5_000_000)],
    ['chunk by chunk without an end', 'transfer-encoding: chunked\r\n\r\n', chunks(5_000_000).subarray(0, -5)],
  ])('a body that is too large for control %s is refused before control sees it', async (_, rest, body) => {
    const before = world.seen.length;
    const answer = await world.raw(`POST /api/accounts HTTP/1.1\r\n${alice}${rest}`, body);
    expect(answer).toMatch(/^HTTP\/1\.1 413[\s\S]*"code":"too-large"/);
    expect(world.seen).toHaveLength(before);
  });

  test.each([
    ['a name that was rebound', 'evil.example'],
    ['another port', 'localhost:1'],
    ['no port', 'localhost'],
    ['a suffix', 'localhost.evil.example:PORT'],
    ['a prefix', 'evil-localhost:PORT'],
    ['user information', 'x@localhost:PORT'],
    ['nothing', ''],
    ['two labels', 'a.b.localhost:PORT'],
  ])('a request for a host with %s is refused', async (_, host) => {
    const answer = await world.raw(
      `GET / HTTP/1.1\r\nhost: ${host.replace('PORT', String(world.port))}\r\nconnection: close\r\n\r\n`,
    );
    expect(status(answer)).toBe(421);
  });

  test.each(['127.0.0.1', 'LOCALHOST', 'localhost'])('the platform answers on loopback as %s', async (name) => {
    const answer = await world.raw(`GET / HTTP/1.1\r\nhost: ${name}:${world.port}\r\nconnection: close\r\n\r\n`);
    expect(status(answer)).toBe(200);
  });

  test('a page asked for at an IPv6 address, which no policy can name, is shown at the name', async () => {
    const ask = (path: string) =>
      world.raw(`GET ${path} HTTP/1.1\r\nhost: [::1]:${world.port}\r\nconnection: close\r\n\r\n`);
    expect(await ask('/files/samples?x=1')).toMatch(
      new RegExp(`^HTTP/1\\.1 307[\\s\\S]*location: http://localhost:${world.port}/files/samples\\?x=1\r\n`),
    );
    expect(status(await ask('/healthz'))).toBe(200);
    expect(status(await ask('/api/session'))).toBe(200);
    for (const path of ['//evil.example/', '/\\evil.example/']) expect(status(await ask(path))).toBe(400);
  });

  test('a tenant’s host shows the frame and nothing else, framed by the platform alone', async () => {
    const ask = (path: string) =>
      world.raw(`GET ${path} HTTP/1.1\r\nhost: alice.localhost:${world.port}\r\nconnection: close\r\n\r\n`);
    const frame = await ask('/_stoa/frame.html');
    expect(frame).toMatch(/^HTTP\/1\.1 200/);
    expect(frame).toMatch(/content-security-policy: sandbox allow-scripts/i);
    expect(frame).toContain(`frame-ancestors http://localhost:${world.port} `);
    for (const path of ['/', '/api/session', '/user/alice/api/x', '/assets/index-abc.js', '/_stoa/../index.html'])
      expect([400, 404]).toContain(status(await ask(path)));
  });

  test.each([
    '/user/alice/../bob/api/x',
    '/user/alice/%2e%2e/bob/api/x',
    '/user/alice/.%2E/x',
    '/api/../internal/replica',
    '/api\\..\\internal',
    '//evil.example/',
    '/user/alice/api/x%00',
    'http://evil.example/user/alice/api/x',
    '*',
  ])('the path %s is refused', async (path) => {
    expect(status(await world.raw(`GET ${path} HTTP/1.1\r\n${alice}connection: close\r\n\r\n`))).toBe(400);
  });

  test('what only gateways may ask control is not reachable', async () => {
    for (const path of ['/internal/replica', '/internal/replica/revision', '/Internal/replica'])
      expect(await world.raw(`GET ${path} HTTP/1.1\r\n${alice}connection: close\r\n\r\n`)).toContain('<!doctype html>');
    expect(status(await world.raw(`POST /internal/replica/taken HTTP/1.1\r\n${alice}connection: close\r\n\r\n`))).toBe(
      405,
    );
  });

  test('an upgrade to something else is not one', async () => {
    const answer = await world.raw(
      `GET /user/alice/api/x HTTP/1.1\r\n${alice}connection: Upgrade, close\r\nupgrade: h2c\r\n\r\n`,
    );
    expect(status(answer)).toBe(200);
    expect(arrived.at(-1)).toBe('GET /user/alice/api/x');
  });
});

/** A body of `bytes` in chunks of 50,000, with its end. */
function chunks(bytes: number): Buffer {
  const chunk = `${(50_000).toString(16)}\r\n${'x'.repeat(50_000)}\r\n`;
  return Buffer.from(`${chunk.repeat(bytes / 50_000)}0\r\n\r\n`);
}
