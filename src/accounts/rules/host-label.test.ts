import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostLabel } from './host-label.ts';

test.each([
  ['alice', 'alice'],
  ['a-b', 'a-b'],
  ['a.b', 'u20017'],
  ['a_b', 'u20017'],
  ['a-', 'u20017'],
  ['u20018', 'u20017'],
  ['xn--abc', 'u20017'],
])('%s has the label %s', (name, label) => {
  expect(hostLabel(name, 20_017)).toBe(label);
});

test('labels of different accounts differ and are DNS labels', () => {
  const account = fc.record({
    name: fc.stringMatching(/^[a-z][a-z0-9._-]{0,31}$/),
    uid: fc.integer({ min: 1000, max: 1020 }),
  });
  fc.assert(
    fc.property(account, account, (a, b) => {
      const [first, second] = [hostLabel(a.name, a.uid), hostLabel(b.name, b.uid)];
      expect(first).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
      if (a.name !== b.name && a.uid !== b.uid) expect(first).not.toBe(second);
    }),
  );
});
