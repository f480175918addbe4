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
    expect(await (await fetch(`${world.origin}/metrics`)).text()).toContain('stoa_gateway_requests_total');
  });
});
