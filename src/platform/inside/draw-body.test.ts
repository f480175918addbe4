import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type BodyDrawing, drawBody } from './draw-body.ts';
import { readInto } from './read-into.ts';

interface Drawn {
  readonly hash: string;
  readonly complete: boolean;
}

/** Takes bodies into rooms of `roomBytes`, asking to wait after each third of them. */
async function taker(roomBytes: number) {
  const drawn: Drawn[] = [];
  const heads: string[] = [];
  const server = createServer((req: IncomingMessage, res: ServerResponse) => {
    heads.push(`${req.method} ${req.url}`);
    const hash = createHash('sha256');
    const room = Buffer.alloc(roomBytes);
    let parts = 0;
    const drawing: BodyDrawing = drawBody(req, res, {
      room: () => room,
      took(count) {
        hash.update(room.subarray(0, count));
        if (++parts % 3 !== 0) return true;
        setTimeout(() => drawing.resume(), 1);
        return false;
      },
      ended(complete) {
        drawn.push({ hash: hash.digest('hex'), complete });
        if (complete) res.end(`${drawing.received}`);
      },
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { drawn, heads, port };
}

/** Sends bytes in pieces and gives all that comes back. */
async function exchange(port: number, pieces: readonly (string | Buffer)[], pauseMs = 0): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const piece of pieces) {
    socket.write(piece);
    if (pauseMs > 0) await delay(pauseMs);
  }
  await closed;
  return text;
}

const head = (length: number | undefined, more = '') =>
  `PUT /x HTTP/1.1\r\nhost: x\r\n${length === undefined ? 'transfer-encoding: chunked' : `content-length: ${length}`}\r\n${more}\r\n`;
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

test('sockets that were accepted can be read into memory of one’s own', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.on('connection', (socket) => {
    resolve(readInto(socket, { room: () => Buffer.alloc(8), took: () => true }));
    socket.destroy();
  });
  server.listen(0, '127.0.0.1', () => connect((server.address() as AddressInfo).port, '127.0.0.1'));
  expect(await promise).toBe(true);
  server.close();
});

test.each([
  ['in one piece', 3_000_000, 262_144, 0],
  ['in rooms smaller than a read', 3_000_000, 1_000, 0],
  ['small, through the parser', 300_000, 4_096, 0],
  ['empty', 0, 4_096, 0],
])('a body comes whole: %s', async (_, length, roomBytes) => {
  const { drawn, port } = await taker(roomBytes);
  const body = randomBytes(length);
  const answer = await exchange(port, [Buffer.concat([Buffer.from(head(length, 'connection: close\r\n')), body])]);
  expect(answer).toMatch(new RegExp(`\r\n\r\n${length}$`));
  expect(drawn).toEqual([{ hash: sha(body), complete: true }]);
});

test('a body comes whole that arrives bit by bit, its head too', async () => {
  const { drawn, port } = await taker(100_000);
  const body = randomBytes(1_500_000);
  const all = Buffer.concat([Buffer.from(head(body.length)), body]);
  const pieces: Buffer[] = [];
  for (let at = 0; at < all.length; at += at < 60 ? 7 : 199_999)
    pieces.push(all.subarray(at, at + (at < 60 ? 7 : 199_999)));
  expect(await exchange(port, pieces, 2)).toMatch(/\r\n\r\n1500000$/);
  expect(drawn).toEqual([{ hash: sha(body), complete: true }]);
});

test('a body of unknown length comes whole', async () => {
  const { drawn, port } = await taker(4_096);
  const body = randomBytes(2_000_000);
  const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
  await exchange(port, [head(undefined, 'connection: close\r\n'), chunk]);
  expect(drawn).toEqual([{ hash: sha(body), complete: true }]);
});

test('what follows a large body in its connection is for nobody', async () => {
  const { drawn, heads, port } = await taker(65_536);
  const body = randomBytes(1_200_000);
  const answer = await exchange(port, [head(body.length), body, 'GET /behind HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(50)]);
  expect(drawn).toEqual([{ hash: sha(body), complete: true }]);
  expect(heads).toEqual(['PUT /x']);
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  expect(answer).toMatch(/connection: close/i);
});

test('a body that breaks off is told as such', async () => {
  const { drawn, port } = await taker(65_536);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(head(5_000_000));
  socket.write(Buffer.alloc(2_000_000), () => socket.end());
  await expect.poll(() => drawn.map(({ complete }) => complete)).toEqual([false]);
});
