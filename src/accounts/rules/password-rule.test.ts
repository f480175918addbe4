import { expect, test } from 'vitest';
import { normalPassword, whyNotPassword } from './password-rule.ts';

test.each([
  'correct horse',
  'ünïcödé-pässwörd',
  '一二三四五六七八',
  'x7#kQ9!z',
  'password-of-alice',
  'a phrase of my own',
  'sunny days in paris again',
  'dragons eat monkeys',
  'K9pw3rtz',
])('%s may be a password', (password) => {
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
  'password1234',
  'P@ssw0rd!2024',
  'passwordpassword',
  'qwertyuiop12',
  'qwer1234asdf',
  '1qaz2wsx3edc',
  '12345678',
  '98765432100',
  'iloveyou123',
  'Welcome2026!',
  'adminadmin',
  'sunshine-princess',
  'alice.smithalice.smith',
  'alice1987',
  'Smith_2026',
  'woaini1314',
  'abcd1234',
  'trustno1',
  'x'.repeat(1025),
  'é'.repeat(600),
])('%j is refused, with a reason', (password) => {
  expect(whyNotPassword(password, 'alice.smith')).toMatch(/password/i);
});

test('one password typed on two keyboards is one password', () => {
  expect(normalPassword('pa\u0308ss')).toBe(normalPassword('päss'));
});
