import { expect, test } from 'vitest';
import { accessOf } from './access.ts';

test.each([
  [0o600, { who: 'private', may: 'write', mode: 'rw-------' }],
  [0o400, { who: 'private', may: 'read', mode: 'r--------' }],
  [0o660, { who: 'group', may: 'write', group: 'growth', mode: 'rw-rw----' }],
  [0o750, { who: 'group', may: 'read', group: 'growth', mode: 'rwxr-x---' }],
  [0o644, { who: 'everyone', may: 'read', mode: 'rw-r--r--' }],
  [0o000, { who: 'none', may: 'nothing', mode: '---------' }],
])('mode %i is said in words', (mode, access) => {
  expect(accessOf(mode, 'growth')).toMatchObject(access);
});
