import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Use } from './control.ts';
import { edgeWorld, sha256, type World } from './testing/edge-world.ts';

const everyMs = 60;
const used: Use[] = [];
const sockets = new WebSocketServer({ noServer: true });
let world: World;

beforeEach(async () => {
  used.length = 0;
  world = await edgeWorld({ limits: { tellUseMs: everyMs } });
  world.hooks.used = (uses) => used.push(...uses);
  for (const name of ['alice', 'bob']) world.addAccount(name);
  const server = await world.addTarget('alice', 'workspace', (_req, res) => res.end('{}'));
  server.on('upgrade', (req, socket, head) => sockets.handleUpgrade(req, socket, head, () => {}));
  await world.settled();
});
afterEach(() => world.close());

const ofAlice = { key: sha256('secret-of-alice'), remote: '127.0.0.1' };
const cookie = 'stoa_session=secret-of-alice';
const ask = (headers: Record<string, string>) => fetch(`${world.origin}/user/alice/api/kernels`, { headers });

test('control is told of a session that asks a tenant’s server, of no other and of none that may not', async () => {
  expect((await ask({ cookie })).status).toBe(200);
  expect((await ask({ cookie: 'stoa_session=secret-of-bob' })).status).toBe(404);
  expect((await ask({ cookie: 'stoa_session=made-up' })).status).toBe(401);
  await expect.poll(() => used).toEqual([ofAlice]);
});

test('a notebook that is worked in is told of again and again, one where nothing is sent is not', async () => {
  const client = new WebSocket(`ws://localhost:${world.port}/user/alice/stoa/document`, {
    headers: { cookie, origin: world.origin },
  });
  await new Promise((resolve) => client.once('open', resolve));
  await expect.poll(() => used.length).toBe(1);
  for (const times of [2, 3, 4]) {
    client.send('a letter');
    await expect.poll(() => used.length).toBe(times);
  }
  await new Promise((resolve) => setTimeout(resolve, 4 * everyMs));
  expect(used).toEqual([ofAlice, ofAlice, ofAlice, ofAlice]);
  // Once it is no longer good, it does not prolong itself.
  world.replica.set('credential', ofAlice.key, null);
  await world.settled();
  await new Promise((resolve) => setTimeout(resolve, 2 * everyMs));
  expect(used).toHaveLength(4);
  client.terminate();
});

test('what was used while control was away is told when it is back', async () => {
  await world.stopControl();
  expect((await ask({ cookie })).status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 3 * everyMs));
  await world.startControl();
  await expect.poll(() => used).toEqual([ofAlice]);
});
