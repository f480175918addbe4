import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { edgeWorld, type World } from './testing/edge-world.ts';

describe('what the gateway serves', () => {
  let world: World;
  beforeAll(async () => {
    world = await edgeWorld();
  });
  afterAll(() => world.close());

  test('a page comes with a fresh nonce under a strict policy, at any route of the application', async () => {
    const first = await fetch(`${world.origin}/files/samples`);
    const second = await fetch(`${world.origin}/`);
    const policy = first.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(await first.text()).toContain(`nonce="${nonce}"`);
    expect(policy).toContain(`frame-src http://*.localhost:${world.port}`);
    expect(policy).not.toContain('unsafe');
    expect(second.headers.get('content-security-policy')).not.toBe(policy);
    expect(first.headers.get('cache-control')).toBe('no-store');
  });

  test('an asset is compressed, kept for ever, and not sent twice', async () => {
    const answer = await fetch(`${world.origin}/assets/index-abc.js`, { headers: { 'accept-encoding': 'br' } });
    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(await answer.text()).toContain('aaaa');
    const again = await fetch(`${world.origin}/assets/index-abc.js`, {
      headers: { 'if-none-match': answer.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  test('a missing asset is not the page', async () => {
    expect((await fetch(`${world.origin}/assets/gone.js`)).status).toBe(404);
  });

  test('the API is control’s, with the session cookie, the address and an id', async () => {
    const answer = await fetch(`${world.origin}/api/session?x=1`, {
      headers: { cookie: 'other=1; stoa_session=abc', 'x-stoa-remote': 'forged', 'x-forwarded-for': '6.6.6.6' },
    });
    expect(await answer.json()).toEqual({ from: 'control' });
    expect(answer.headers.get('set-cookie')).toContain('stoa_session=x');
    const last = world.seen.at(-1);
    expect(last?.url).toBe('/api/session?x=1');
    expect(last?.headers.cookie).toBe('stoa_session=abc');
    expect(last?.headers['x-stoa-remote']).toBe('127.0.0.1');
    expect(last?.headers['x-forwarded-for']).toBeUndefined();
    expect(last?.headers['x-request-id']).toBe(answer.headers.get('x-request-id'));
  });

  test('server-sent events arrive at once', async () => {
    const stop = new AbortController();
    const answer = await fetch(`${world.origin}/api/events`, { signal: stop.signal });
    const chunk = await answer.body?.getReader().read();
    expect(new TextDecoder().decode(chunk?.value)).toBe('data: first\n\n');
    stop.abort();
  });

  test('health, readiness and figures have addresses of their own', async () => {
    expect((await fetch(`${world.origin}/healthz`)).status).toBe(200);
    expect((await fetch(`${world.origin}/readyz`)).status).toBe(200);
    const text = await (await fetch(`${world.origin}/metrics`)).text();
    expect(text).toContain('stoa_gateway_requests_total');
    expect(text).toMatch(/^stoa_gateway_process_resident_memory_bytes \d{7,}$/m);
    expect(text).toMatch(/^stoa_gateway_process_cpu_seconds_total 0*\d*\.\d+$/m);
    expect(text).not.toContain('nodejs_');
  });
});

describe('behind a proxy that is trusted', () => {
  let world: World;
  beforeAll(async () => {
    world = await edgeWorld({ options: { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] } });
  });
  afterAll(() => world.close());

  test('a caller’s address is the last one that no trusted proxy has', async () => {
    const seenFrom = async (forwarded: string) => {
      await fetch(`${world.origin}/api/session`, { headers: { 'x-forwarded-for': forwarded } });
      return world.seen.at(-1)?.headers['x-stoa-remote'];
    };
    expect(await seenFrom('6.6.6.6, 7.7.7.7, 10.1.2.3')).toBe('7.7.7.7');
    expect(await seenFrom('6.6.6.6, not-an-address')).toBe('127.0.0.1');
    expect(await seenFrom('2001:db8::1')).toBe('2001:db8::1');
  });

  test('figures are for administrators', async () => {
    world.addAccount('alice');
    world.addAccount('root', { administrator: true });
    await world.settled();
    const ask = async (name: string) =>
      (await fetch(`${world.origin}/metrics`, { headers: { authorization: `Bearer secret-of-${name}` } })).status;
    expect([await ask('nobody'), await ask('alice'), await ask('root')]).toEqual([401, 403, 200]);
  });
});
