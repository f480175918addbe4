import { describe, expect, test } from 'vitest';
import { whyNotAddress } from './client-address.ts';
import { plainCode, shownCode } from './device-code.ts';
import { escapeHtml } from './escape-html.ts';
import { orderKeys } from './key-order.ts';
import { isCovered, knownScopes } from './scopes.ts';

describe('keys', () => {
  const times = { everyMilliseconds: 100, publishedMilliseconds: 10, usefulMilliseconds: 50 };
  const keys = (...ages: number[]) => ages.map((age) => ({ id: String(age), createdAt: 1000 - age }));
  const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);

  test('the first is used at once: there is no other', () => {
    expect(orderKeys(keys(), times, 1000)).toEqual({ inUse: [], over: [], makeNew: true });
    expect(ids(orderKeys(keys(0), times, 1000).inUse)).toEqual(['0']);
  });
  test('a new one is published before it is used, and the old one still is', () => {
    expect(ids(orderKeys(keys(5, 105), times, 1000).inUse)).toEqual(['105', '5']);
    expect(ids(orderKeys(keys(10, 110), times, 1000).inUse)).toEqual(['10', '110']);
  });
  test('one is made when the newest is old', () => {
    expect(orderKeys(keys(99), times, 1000).makeNew).toBe(false);
    expect(orderKeys(keys(100), times, 1000).makeNew).toBe(true);
  });
  test('one that nothing can be signed with any more is forgotten', () => {
    expect(ids(orderKeys(keys(59, 159), times, 1000).over)).toEqual([]);
    expect(ids(orderKeys(keys(60, 160), times, 1000).over)).toEqual(['160']);
  });
});

test('only scopes that there are can be granted, in one order', () => {
  expect(knownScopes('groups openid email openid')).toEqual(['openid', 'groups']);
  expect(knownScopes(undefined)).toEqual([]);
  expect(isCovered(['openid'], ['openid', 'groups'])).toBe(true);
  expect(isCovered(['openid', 'administrator'], ['openid', 'groups'])).toBe(false);
});

test('an address of a site is whole, without tricks, and encrypted unless it is this machine', () => {
  for (const good of ['https://site.example/cb', 'http://localhost:3000/cb', 'http://[::1]/cb', 'http://127.0.0.1/'])
    expect(whyNotAddress(good, true)).toBeUndefined();
  for (const bad of [
    ...['/callback', 'javascript:alert(1)', 'https://a.example/#x', 'https://a.example/#', 'https://u:p@a.example/'],
    ...['https://*.example/', 'https://a.example/a b', 'https://a.example\\@b.example/', 'http://site.example/cb'],
    ...['http://localhost.evil.example/', 'data:text/html,x', ''],
  ])
    expect([bad, whyNotAddress(bad, true)]).toEqual([bad, expect.any(String)]);
  expect(whyNotAddress('http://site.example/cb', false)).toBeUndefined();
});

test('a code is the same with and without its hyphen, small or large', () => {
  expect(plainCode(' bcdf-ghjk ')).toBe('BCDFGHJK');
  expect(shownCode('BCDFGHJK')).toBe('BCDF-GHJK');
});

test('what a page shows of others is text', () => {
  expect(escapeHtml(`<a href="x" id='y'>&`)).toBe('&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;');
});
