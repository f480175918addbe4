import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { edgeWorld, sha256, type World } from './testing/edge-world.ts';

const large = 20_000_000;

describe('a large upload', () => {
  let world: World;
  let alice: string;
  /** What the tenant's server got: method and path, hash of the body, whether it was whole. */
  const got: { what: string; hash: string; whole: boolean }[] = [];
  let answer: (req: IncomingMessage, res: ServerResponse) => void;

  beforeEach(async () => {
    got.length = 0;
    answer = take;
    world = await edgeWorld({ limits: { bodyIdleMs: 400 } });
    alice = `host: localhost:${world.port}\r\ncookie: stoa_session=${world.addAccount('alice')}\r\n`;
    await world.addTarget('alice', 'files', (req, res) => answer(req, res));
    await world.settled();
  });
  afterEach(() => world.close());

  function take(req: IncomingMessage, res: ServerResponse): void {
    const hash = createHash('sha256');
    req.on('error', () => undefined);
    req.on('data', (chunk: Buffer) => hash.update(chunk));
    req.once('close', () =>
      got.push({ what: `${req.method} ${req.url}`, hash: hash.digest('hex'), whole: req.complete }),
    );
    req.once('end', () => res.writeHead(204, { 'upload-offset': '7', 'set-cookie': 'stoa_session=x' }).end());
  }

  const head = (length: number) =>
    `PATCH /user/alice/files/uploads/1 HTTP/1.1\r\n${alice}content-length: ${length}\r\n`;

  /** Until the gateway closes; `more` is sent when the first bytes of an answer are there. */
  function send(bytes: readonly (string | Buffer)[]): Promise<string> {
    return new Promise((resolve) => {
      const socket: Socket = connect(world.port, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.on('error', () => undefined);
      socket.once('close', () => resolve(text));
      for (const each of bytes) socket.write(each);
    });
  }

  test('arrives as it was sent, and its answer is filtered like any', async () => {
    const body = randomBytes(large);
    const text = await send([`${head(large)}\r\n`, body]);
    expect(text).toMatch(/^HTTP\/1\.1 204 [\s\S]*upload-offset: 7/);
    expect(text).not.toMatch(/set-cookie/i);
    expect(text).toMatch(/content-security-policy: sandbox/);
    expect(got).toEqual([
      {
        what: 'PATCH /user/alice/files/uploads/1',
        hash: createHash('sha256').update(body).digest('hex'),
        whole: true,
      },
    ]);
  });

  test('comes from a browser’s fetch too, again and again', async () => {
    const body = Buffer.alloc(large, 'ab');
    const headers = { cookie: 'stoa_session=secret-of-alice' };
    for (let i = 0; i < 3; i++) {
      const { status } = await fetch(`${world.origin}/user/alice/files/x`, { method: 'PUT', headers, body });
      expect(status).toBe(204);
    }
    expect(got.map(({ whole }) => whole)).toEqual([true, true, true]);
  });

  test('hides no second request: what follows it reaches neither control nor the tenant', async () => {
    const behind = `GET /user/alice/files/smuggled HTTP/1.1\r\n${alice}\r\nGET /api/smuggled HTTP/1.1\r\n${alice}\r\n`;
    const text = await send([`${head(large)}\r\n`, Buffer.alloc(large), behind.repeat(20)]);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(got.map(({ what }) => what)).toEqual(['PATCH /user/alice/files/uploads/1']);
    expect(world.seen).toHaveLength(0);
  });

  test('with a second length, or chunks beside the length, is refused before anything is sent on', async () => {
    for (const twin of [`content-length: ${large + 1}`, 'transfer-encoding: chunked', 'transfer-encoding: identity'])
      expect(await send([`${head(large)}${twin}\r\n\r\n`, Buffer.alloc(1_000)])).toMatch(/^HTTP\/1\.1 400/);
    expect(got).toHaveLength(0);
  });

  test('that nobody may send is refused, and the sender hears it', async () => {
    const text = await send([
      `PATCH /user/bob/files/uploads/1 HTTP/1.1\r\n${alice}content-length: ${large}\r\n\r\n`,
      Buffer.alloc(large),
    ]);
    expect(text).toMatch(/^HTTP\/1\.1 404[\s\S]*"code":"not-found"/);
  });

  test('that stands still is given up, and the server is told that it broke off', async () => {
    const text = await send([`${head(large)}\r\n`, Buffer.alloc(large / 2)]);
    expect(text).toMatch(/^HTTP\/1\.1 408[\s\S]*too-slow/);
    await expect.poll(() => got.map(({ whole }) => whole)).toEqual([false]);
  });

  test('that breaks off breaks off at the server', async () => {
    const socket = connect(world.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`${head(large)}\r\n`);
    socket.write(Buffer.alloc(large / 2), () => setTimeout(() => socket.destroy(), 50));
    await expect.poll(() => got.map(({ whole }) => whole)).toEqual([false]);
  });

  test('ends when its session does', async () => {
    const arrived = new Promise<void>((resolve) => {
      answer = (req, res) => {
        take(req, res);
        resolve();
      };
    });
    const ended = send([`${head(large)}\r\n`, Buffer.alloc(large / 2)]);
    await arrived;
    world.replica.set('credential', sha256('secret-of-alice'), null);
    expect(await ended).toBe('');
    await expect.poll(() => got.map(({ whole }) => whole)).toEqual([false]);
  });

  test('to a server that does not read it waits: the gateway takes no more than it can pass on', async () => {
    answer = (req) => req.pause();
    const socket = connect(world.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`${head(10 * large)}\r\n`);
    for (let i = 0; i < 10; i++) socket.write(Buffer.alloc(large));
    await delay(1_000);
    expect(socket.bytesWritten - socket.writableLength).toBeLessThan(large);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  test.each([
    ['says nothing and ends', '', /^HTTP\/1\.1 502[\s\S]*workspace-interrupted/],
    ['speaks no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 502/],
    ['switches protocols', 'HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n', /^HTTP\/1\.1 502/],
    ['sends a page elsewhere', 'HTTP/1.1 302 X\r\nlocation: https://evil.example\r\n\r\n', /^HTTP\/1\.1 502/],
  ])('to a hostile server that %s fails with a problem', async (_, bytes, expected) => {
    answer = (req) => {
      req.on('error', () => undefined);
      req.socket.end(bytes);
    };
    expect(await send([`${head(large)}\r\n`, Buffer.alloc(large)])).toMatch(expected);
    expect((await fetch(`${world.origin}/healthz`)).status).toBe(200);
  });

  test.each([200_000, 900_000, large])(
    'of %i bytes that is refused in the middle: its sender reads the whole answer, however late',
    async (length) => {
      const refusal = JSON.stringify({ code: 'no-space', detail: 'no room '.repeat(20) });
      answer = (req, res) => {
        req.once('data', () => {
          res.writeHead(507, { 'content-type': 'application/problem+json', 'content-length': refusal.length });
          res.end(refusal, () => setTimeout(() => req.destroy(), 50));
        });
      };
      const socket = connect(world.port, '127.0.0.1');
      const errors: string[] = [];
      socket.on('error', (error) => errors.push(error.message));
      socket.write(`${head(length)}\r\n`);
      // Sends on without looking, as a client does that reads only when it has sent.
      for (let i = 0; i < 10; i++) {
        socket.write(Buffer.alloc(length / 20));
        await delay(30);
      }
      await delay(200);
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      await expect.poll(() => text).toContain(refusal);
      expect(text).toMatch(/^HTTP\/1\.1 507/);
      // One that the parser reads leaves its connection good for the next request.
      if (length < 1_000_000) {
        socket.write(Buffer.alloc(length / 2));
        socket.write(`GET /healthz HTTP/1.1\r\nhost: localhost:${world.port}\r\n\r\n`);
        await expect.poll(() => text.match(/HTTP\/1\.1 \d+/g)).toHaveLength(2);
        expect(text).toMatch(/HTTP\/1\.1 200/);
      }
      expect(errors).toEqual([]);
      socket.destroy();
    },
  );
});
