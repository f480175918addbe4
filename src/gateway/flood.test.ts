import { mkdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { edgeWorld, type World } from './testing/edge-world.ts';

/** One account, or one address, that takes as much as it is let. */

const streams = 20;
let world: World;
const opened: Socket[] = [];
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await world.close();
});

const events = (cookie: string) =>
  `GET /api/events HTTP/1.1\r\nhost: localhost:${world.port}\r\n${cookie}accept: text/event-stream\r\n\r\n`;

function open(to: { port: number } | { path: string }, bytes = ''): Promise<string> {
  const socket = 'port' in to ? connect(to.port, '127.0.0.1') : connect(to.path);
  opened.push(socket);
  socket.on('error', () => undefined);
  if (bytes !== '') socket.write(bytes);
  return new Promise((resolve) => {
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1').slice(0, 12)));
    socket.once('close', () => resolve('closed'));
  });
}

test('streams of events of one account are bounded, and another account has its own', async () => {
  world = await edgeWorld({ limits: { controlRequestsPerAccount: streams } });
  const alice = `cookie: stoa_session=${world.addAccount('alice')}\r\n`;
  const bob = `cookie: stoa_session=${world.addAccount('bob')}\r\n`;
  await world.settled();
  const many = await Promise.all(Array.from({ length: streams + 5 }, () => open(world, events(bob))));
  expect(many.filter((status) => status === 'HTTP/1.1 200')).toHaveLength(streams);
  expect(many.filter((status) => status === 'HTTP/1.1 429')).toHaveLength(5);
  expect(await open(world, events(alice))).toBe('HTTP/1.1 200');
  for (const socket of opened.splice(0)) socket.destroy();
  await expect.poll(() => open(world, events(bob))).toBe('HTTP/1.1 200');
});

test('who is not signed in is counted by address', async () => {
  world = await edgeWorld({ limits: { controlRequestsPerAccount: streams } });
  await world.settled();
  const many = await Promise.all(Array.from({ length: streams + 3 }, () => open(world, events(''))));
  expect(many.filter((status) => status === 'HTTP/1.1 429')).toHaveLength(3);
});

test('connections of one address are bounded, those of a proxy in front are not', async () => {
  world = await edgeWorld({ limits: { connectionsPerAddress: 5 } });
  await world.settled();
  const health = `GET /healthz HTTP/1.1\r\nhost: localhost:${world.port}\r\n\r\n`;
  const many = await Promise.all(Array.from({ length: 8 }, () => open(world, health)));
  expect(many.filter((status) => status === 'closed').length).toBeGreaterThanOrEqual(3);
  await world.close();
  world = await edgeWorld({ limits: { connectionsPerAddress: 5 }, options: { trustedProxies: ['127.0.0.1'] } });
  await world.settled();
  const behind = `GET /healthz HTTP/1.1\r\nhost: localhost:${world.port}\r\n\r\n`;
  const more = await Promise.all(Array.from({ length: 8 }, () => open(world, behind)));
  expect(more).toEqual(Array.from({ length: 8 }, () => 'HTTP/1.1 200'));
});

test('connections from inside one sandbox are bounded, silent ones too, and nobody outside notices', async () => {
  world = await edgeWorld({ limits: { connectionsInside: 6, headersMs: 60_000 } });
  const secret = world.addAccount('bob');
  const folder = join(world.runDir, 'inside/bob');
  await mkdir(folder, { recursive: true });
  await world.addTarget('bob', 'workspace', (_request, response) => response.end());
  await world.settled();
  const path = join(folder, 'gateway.sock');
  const inside = `GET /api/session HTTP/1.1\r\nhost: inside\r\nauthorization: Bearer ${secret}\r\n\r\n`;
  await expect.poll(() => open({ path }, inside)).toBe('HTTP/1.1 200');
  for (let i = 0; i < 12; i++) void open({ path });
  expect(await open({ path }, inside)).toBe('closed');
  const health = `GET /healthz HTTP/1.1\r\nhost: localhost:${world.port}\r\n\r\n`;
  expect(await open(world, health)).toBe('HTTP/1.1 200');
});
