import { expect, test } from 'vitest';
import { hostLabel } from './host-label.ts';

test.each(['alice', 'a-b', 'u', 'u2x', 'user20017'])('%s is its own label', (name) => {
  expect(hostLabel(name)).toBe(name);
});

test.each(['a.b', 'a_b', 'a-', 'u20018', 'xn--abc', 'ab--c'])('%s is called by its number', (name) => {
  expect(hostLabel(name)).toBeUndefined();
});
