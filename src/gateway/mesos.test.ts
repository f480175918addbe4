import { afterAll, beforeAll, expect, test } from 'vitest';
import { edgeWorld, sha256, type World } from './testing/edge-world.ts';

let world: World;
let ownPort: number;
const tooLong = 1_000_000;

beforeAll(async () => {
  world = await edgeWorld({
    limits: { controlBodyBytes: 1_000 },
    options: { mesosListen: [{ host: '127.0.0.1', port: 0 }] },
  });
  ownPort = world.gateway.mesosAddresses[0]?.port ?? 0;
});
afterAll(() => world.close());

function basic(name: string, token: string): string {
  return `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}`;
}

function call(at: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(at, { method: 'POST', body, headers: { 'content-type': 'application/x-protobuf', ...headers } });
}

test('the Mesos API is reached below /mesos, and on a port of its own as at a master', async () => {
  const headers = { authorization: basic('alice', 'x'), 'mesos-stream-id': 'abc', cookie: 'stoa_session=y' };
  for (const at of [`${world.origin}/mesos/api/v1/scheduler?a=1`, `http://127.0.0.1:${ownPort}/api/v1/scheduler?a=1`]) {
    expect((await call(at, '{}', headers)).status).toBe(202);
    const arrived = world.seen.at(-1);
    expect(arrived?.url).toBe('/mesos/api/v1/scheduler?a=1');
    expect(arrived?.headers).toMatchObject({ authorization: headers.authorization, 'mesos-stream-id': 'abc' });
    expect(arrived?.headers.cookie).toBeUndefined();
  }
  for (const path of ['/', '/healthz', '/api/session', '/user/alice/api', '/master/state']) {
    await fetch(`http://127.0.0.1:${ownPort}${path}`);
    expect(world.seen.at(-1)?.url).toBe(`/mesos${path}`);
  }
});

test('events arrive as they are said, and end with the token', async () => {
  for (const at of [`${world.origin}/mesos/api/v1/scheduler`, `http://127.0.0.1:${ownPort}/api/v1/scheduler`]) {
    const token = world.addAccount('alice', { secret: `token-${at}`, via: 'token' });
    await world.settled();
    const answer = await call(at, 'SUBSCRIBE', { authorization: basic('alice', token) });
    expect(answer.headers.get('mesos-stream-id')).toBe('s');
    const events = answer.body?.getReader();
    expect(Buffer.from((await events?.read())?.value ?? []).toString()).toBe('20\n{"type":"HEARTBEAT"}');
    world.replica.set('credential', sha256(token), null);
    await expect(events?.read()).rejects.toThrow();
  }
});

test('a body that is too long is refused before it is sent, with the limit', async () => {
  const before = world.seen.length;
  const answer = await world.raw(
    `POST /mesos/api/v1/scheduler HTTP/1.1\r\nhost: localhost:${world.port}\r\ncontent-length: ${tooLong}\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 413[\s\S]*at most 1000 bytes \(service\.body-limit\)/);
  expect(world.seen.length).toBe(before);
});
