import { expect, test } from 'vitest';
import { normalPassword, whyNotPassword } from './password-rule.ts';

test.each(['correct horse', 'ünïcödé-pässwörd', '一二三四五六七八', 'x7#kQ9!z'])('%s may be a password', (password) => {
  expect(whyNotPassword(password, 'alice')).toBeUndefined();
});

test.each([
  '',
  'short',
  'password',
  'PASSWORD1',
  'aaaaaaaaaaaa',
  'abababababab',
  'alice.smith',
  'x'.repeat(1025),
  'é'.repeat(600),
])('%j is refused, with a reason', (password) => {
  expect(whyNotPassword(password, 'alice.smith')).toMatch(/password/i);
});

test('one password typed on two keyboards is one password', () => {
  expect(normalPassword('pa\u0308ss')).toBe(normalPassword('päss'));
});
